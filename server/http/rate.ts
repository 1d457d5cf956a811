import { publicRequestsPerSecond, requestsPerSecond } from "./contract";

export type Rate = {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window begins anew. */
  readonly resetSeconds: number;
};

type Window = { second: number; spent: number };
type Windows = { readonly key: Map<string, Window>; readonly address: Map<string, Window> };

/** One per process: hot reload evaluates this module again. */
const holder = globalThis as typeof globalThis & { docketRates?: Windows };
const windows = (): Windows => {
  holder.docketRates ??= { key: new Map(), address: new Map() };
  return holder.docketRates;
};

/** Callers of one kind remembered at once; whose window began first leaves first. */
export const windowLimit = 10_000;

const thisSecond = () => Math.floor(performance.now() / 1000);

function count(all: Map<string, Window>, caller: string, second: number, limit: number): Rate {
  const window = all.get(caller);
  if (!window || window.second !== second) {
    all.delete(caller);
    if (all.size >= windowLimit) all.delete(all.keys().next().value as string);
    all.set(caller, { second, spent: 1 });
    return { allowed: true, limit, remaining: limit - 1, resetSeconds: 1 };
  }
  window.spent++;
  return { allowed: window.spent <= limit, limit, remaining: Math.max(0, limit - window.spent), resetSeconds: 1 };
}

/**
 * Counts one request of a key in the current second. Each process counts its own: the limit guards a process from
 * one loud client, it is not a bill.
 *
 * @param second by a monotonic clock: an installation's clock may stand still in tests.
 */
export const spend = (keyId: string, second = thisSecond(), limit = requestsPerSecond): Rate =>
  count(windows().key, keyId, second, limit);

/**
 * Counts one request without a key. Apart from the keys, so that a crowd of addresses makes no key forgotten.
 *
 * @param network from which it comes: an IPv4 address or an IPv6 /64.
 */
export const spendOfAddress = (network: string, second = thisSecond(), limit = publicRequestsPerSecond): Rate =>
  count(windows().address, network, second, limit);

/** The RateLimit fields of the IETF draft (httpapi-ratelimit-headers). */
export const rateHeaders = (rate: Rate, of: keyof Windows = "key"): Record<string, string> => ({
  "ratelimit-policy": `"${of}";q=${rate.limit};w=1`,
  ratelimit: `"${of}";r=${rate.remaining};t=${rate.resetSeconds}`,
});
