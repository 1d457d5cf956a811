import { AsyncLocalStorage } from "node:async_hooks";

/** One per process: the pages, the proxy, the API and the start of the server are bundles of their own. */
const holder = globalThis as typeof globalThis & { docketPeers?: AsyncLocalStorage<string | undefined> };

/** For the request at hand, the other end of its socket: `observed.ts` notes it. */
export function peers(): AsyncLocalStorage<string | undefined> {
  holder.docketPeers ??= new AsyncLocalStorage();
  return holder.docketPeers;
}

/** The other end of the socket of the request at hand; undefined where nobody observes. */
export const peerAddress = (): string | undefined => peers().getStore();
