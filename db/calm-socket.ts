import { Socket } from "node:net";

/**
 * A socket that, once it was connected, ends without an error, however it ends.
 *
 * Between an error and the close that follows it the driver still gives statements to a connection, and after an error
 * it fails none of those when the close comes: whoever sent one waits for ever. A close without an error fails them all
 * (postgres.js 3.4.9, `closed` of its `connection.js`). That a connection cannot be made is told as ever.
 */
export class CalmSocket extends Socket {
  #wasConnected = false;

  constructor() {
    super();
    this.once("connect", () => {
      this.#wasConnected = true;
    });
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    super._destroy(this.#wasConnected ? null : error, callback);
  }
}

type Place = { readonly host: readonly string[]; readonly port: readonly number[]; readonly path?: string | false };

/** How the driver gets its sockets: on the way to the first of its hosts; what is written meanwhile waits. */
export function calmSocket({ host, port, path }: Place): Socket {
  const socket = new CalmSocket();
  if (path) return socket.connect(path);
  // The driver asks the socket for the name that a certificate is held against.
  Object.assign(socket, { host: host[0] });
  return socket.connect(port[0] ?? 5432, host[0] ?? "localhost");
}
