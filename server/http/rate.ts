import { formPostsPerMinute, publicPagesPerSecond, publicRequestsPerSecond, requestsPerSecond } from "./contract";

export type Rate = {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly windowSeconds: number;
  /** Seconds until the window begins anew. */
  readonly resetSeconds: number;
};

/** Who is counted: a key, or by address whatever has no key, what is posted from a public page, and those pages. */
export const counters = ["key", "address", "form", "file", "page"] as const;
export type Counter = (typeof counters)[number];

/** It begins with a caller's first request and is over so many seconds later. */
type Window = { since: number; spent: number };
type Windows = Readonly<Record<Counter, Map<string, Window>>>;

/** One per process: hot reload evaluates this module again, and the proxy is a bundle of its own. */
const holder = globalThis as typeof globalThis & { docketRates?: Windows };
const windows = (): Windows => {
  holder.docketRates ??= { key: new Map(), address: new Map(), form: new Map(), file: new Map(), page: new Map() };
  return holder.docketRates;
};

/** Callers of one kind remembered at once; whose window began first leaves first. */
export const windowLimit = 10_000;

const thisSecond = () => Math.floor(performance.now() / 1000);

function count(all: Map<string, Window>, caller: string, second: number, limit: number, windowSeconds: number): Rate {
  const window = all.get(caller);
  if (!window || second - window.since >= windowSeconds) {
    all.delete(caller);
    if (all.size >= windowLimit) all.delete(all.keys().next().value as string);
    all.set(caller, { since: second, spent: 1 });
    return { allowed: limit > 0, limit, remaining: Math.max(0, limit - 1), windowSeconds, resetSeconds: windowSeconds };
  }
  window.spent++;
  return {
    allowed: window.spent <= limit,
    limit,
    remaining: Math.max(0, limit - window.spent),
    windowSeconds,
    resetSeconds: windowSeconds - (second - window.since),
  };
}

/**
 * Counts one request of a key in the current second. Each process counts its own: the limit guards a process from
 * one loud client, it is not a bill.
 *
 * @param second by a monotonic clock: an installation's clock may stand still in tests.
 */
export const spend = (keyId: string, second = thisSecond(), limit = requestsPerSecond): Rate =>
  count(windows().key, keyId, second, limit, 1);

/**
 * Counts one request without a key. Apart from the keys, so that a crowd of addresses makes no key forgotten.
 *
 * @param network from which it comes: an IPv4 address or an IPv6 /64.
 */
export const spendOfAddress = (network: string, second = thisSecond(), limit = publicRequestsPerSecond): Rate =>
  count(windows().address, network, second, limit, 1);

/** Counts one thing that somebody without a key sends: a form, or a file beside one, so many a minute. */
export const spendOfForm = (
  of: "form" | "file",
  network: string,
  limit = formPostsPerMinute,
  second = thisSecond(),
): Rate => count(windows()[of], network, second, limit, 60);

/** Counts one look at a page without sign-in. */
export const spendOfPage = (network: string, second = thisSecond(), limit = publicPagesPerSecond): Rate =>
  count(windows().page, network, second, limit, 1);

/** The RateLimit fields of the IETF draft (httpapi-ratelimit-headers), and for whom it refuses when to come again. */
export const rateHeaders = (rate: Rate, of: Counter = "key"): Record<string, string> => ({
  "ratelimit-policy": `"${of}";q=${rate.limit};w=${rate.windowSeconds}`,
  ratelimit: `"${of}";r=${rate.remaining};t=${rate.resetSeconds}`,
  ...(rate.allowed ? {} : { "retry-after": `${rate.resetSeconds}` }),
});
