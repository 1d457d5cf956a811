import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { config } from "../config";
import { appRouter } from "../router";
import { createContext } from "./context";
import { refuse } from "./contract";

/** A request is at most this long, and asks at most this many procedures. */
const bodyLimitBytes = 1_048_576;
const batchLimit = 20;

const refused = (key: "origin" | "too-large") => {
  const refusal = refuse(key);
  return Response.json({ error: { message: refusal.code, data: { refusal } } }, { status: refusal.status });
};

/** A browser says where a request comes from; a mutation from another site is refused whatever cookie it carries. */
function isForeign(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin";
  const origin = request.headers.get("origin");
  return origin !== null && origin !== new URL(config().url).origin;
}

/** The body, read no further than the limit. */
async function bounded(request: Request): Promise<Uint8Array | null> {
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > bodyLimitBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** `/api/trpc`: queries by GET, mutations by POST, both from this site only. */
export async function handleTrpc(request: Request): Promise<Response> {
  if (isForeign(request)) return refused("origin");
  const url = new URL(request.url);
  if (url.pathname.split(",").length > batchLimit || url.search.length > 16_384) return refused("too-large");
  const body = request.method === "POST" ? await bounded(request) : undefined;
  if (body === null) return refused("too-large");
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: new Request(request.url, {
      method: request.method,
      headers: request.headers,
      body: body as BodyInit | undefined,
      signal: request.signal,
    }),
    router: appRouter,
    createContext,
  });
  response.headers.set("cache-control", "no-store");
  return response;
}
