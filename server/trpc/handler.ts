import { randomUUID } from "node:crypto";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import superjson from "superjson";
import { config } from "../config";
import { checkMediaType, readBody } from "../http/body";
import { bodyLimitBytes } from "../http/contract";
import { parseJson } from "../http/text";
import { type Refusal, Refused } from "../kernel/refusal";
import { log } from "../log";
import { appRouter } from "../router";
import { createContext } from "./context";
import { addressLimit, batchLimit, refuse } from "./contract";

/** JSON-RPC's number for a refused request and for a failure; what a person reads is in `data`. */
const rpcCodes = { refused: -32_600, failed: -32_603 } as const;

const answer = (status: number, refusal: Refusal | null, id: string | null) => {
  const error = {
    message: refusal?.code ?? "internal",
    code: refusal ? rpcCodes.refused : rpcCodes.failed,
    data: { httpStatus: status, refusal, id },
  };
  return Response.json({ error: superjson.serialize(error) }, { status, headers: { "cache-control": "no-store" } });
};

/**
 * Does a request come from another site? A browser says so in Sec-Fetch-Site, or in Origin, which it sends with every
 * POST. A POST that says neither does not come from our pages.
 */
function isForeign(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin";
  const origin = request.headers.get("origin");
  if (origin === null) return request.method !== "GET";
  if (origin === new URL(config().url).origin) return false;
  return !URL.canParse(origin) || new URL(origin).host !== request.headers.get("host");
}

/** Reads and parses what a request brings, within limits; throws the refusal. */
async function checkedInput(request: Request): Promise<unknown> {
  const url = new URL(request.url);
  if (url.search.length > addressLimit) throw new Refused(refuse("too-large"));
  if (url.pathname.split(",").length > batchLimit) throw new Refused(refuse("batch", { limit: batchLimit }));
  const isQuery = request.method === "GET";
  if (!isQuery) checkMediaType(request, "application/json");
  const text = isQuery ? Buffer.from(url.searchParams.get("input") ?? "") : await readBody(request, bodyLimitBytes);
  if (text.byteLength === 0) return undefined;
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Refused(parsed.refusal);
  return parsed.value;
}

/** `/api/trpc`: queries by GET, acts by POST of JSON, both from this site only. */
export async function handleTrpc(request: Request): Promise<Response> {
  const id = randomUUID();
  try {
    if (isForeign(request)) throw new Refused(refuse("origin"));
    const input = await checkedInput(request);
    // The body is read: tRPC gets what was parsed within the limits instead of parsing it again.
    if (request.method !== "GET") Object.defineProperty(request, "json", { value: async () => input });
    const context = await createContext();
    const response = await fetchRequestHandler({
      endpoint: "/api/trpc",
      req: request,
      router: appRouter,
      createContext: () => context,
      maxBatchSize: batchLimit,
      // tRPC has no code for some of our statuses, e.g. 410; a batch answers 207 by itself.
      responseMeta: ({ errors, data }) => {
        const cause = data.length === 1 ? errors[0]?.cause : undefined;
        return cause instanceof Refused ? { status: cause.refusal.status } : {};
      },
    });
    response.headers.set("cache-control", "no-store");
    return response;
  } catch (error) {
    if (error instanceof Refused) return answer(error.refusal.status, error.refusal, null);
    log().error({ id, err: error }, "a request failed before its procedure");
    return answer(500, null, id);
  }
}
