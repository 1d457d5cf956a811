import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { log } from "../log";

/** A request of node's as the web's. Its body is read when somebody asks for it. */
function requestOf(incoming: IncomingMessage): Request {
  const { method = "GET", headers, url = "/" } = incoming;
  const given = new Headers();
  for (const [name, value] of Object.entries(headers))
    for (const each of [value ?? []].flat()) if (!name.startsWith(":")) given.append(name, each);
  const hasBody = method !== "GET" && method !== "HEAD";
  const init: RequestInit & { duplex?: "half" } = { method, headers: given };
  if (hasBody) {
    init.body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
    init.duplex = "half";
  }
  return new Request(new URL(url, "http://docket.invalid"), init);
}

async function send(answer: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  if (!answer.body) {
    outgoing.end();
    return;
  }
  await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), outgoing);
}

/**
 * Serves the public API alone, without the pages: for heavy intake.
 *
 * @returns the server, listening; `close()` lets running requests end.
 */
export async function serveApi(
  answer: (request: Request) => Promise<Response>,
  { port, host }: { readonly port: number; readonly host: string },
): Promise<Server> {
  const server = createServer((incoming, outgoing) => {
    (async () => send(await answer(requestOf(incoming)), outgoing))().catch((error: unknown) => {
      // The caller went away, or node refused the address itself: there is nobody to tell.
      log().debug({ err: error }, "a request was not answered in full");
      if (!outgoing.headersSent) outgoing.writeHead(400);
      outgoing.end();
    });
  });
  server.requestTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return server;
}
