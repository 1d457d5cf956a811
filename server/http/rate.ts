import { requestsPerSecond } from "./contract";

export type Rate = {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window begins anew. */
  readonly resetSeconds: number;
};

type Window = { second: number; spent: number };
type Holder = typeof globalThis & { docketRates?: Map<string, Window> };

const windows = (): Map<string, Window> => {
  const holder = globalThis as Holder;
  holder.docketRates ??= new Map();
  return holder.docketRates;
};

/** Keys remembered at once; the oldest window leaves first. */
const windowLimit = 10_000;

/**
 * Counts one request of a key in the current second. Each process counts its own: the limit guards a process from
 * one loud client, it is not a bill.
 *
 * @param second by a monotonic clock: an installation's clock may stand still in tests.
 */
export function spend(keyId: string, second = Math.floor(performance.now() / 1000), limit = requestsPerSecond): Rate {
  const all = windows();
  const window = all.get(keyId);
  if (!window || window.second !== second) {
    if (all.size >= windowLimit) all.delete(all.keys().next().value as string);
    all.set(keyId, { second, spent: 1 });
    return { allowed: true, limit, remaining: limit - 1, resetSeconds: 1 };
  }
  window.spent++;
  return { allowed: window.spent <= limit, limit, remaining: Math.max(0, limit - window.spent), resetSeconds: 1 };
}

/** The RateLimit fields of the IETF draft (httpapi-ratelimit-headers). */
export const rateHeaders = (rate: Rate): Record<string, string> => ({
  "ratelimit-policy": `"key";q=${rate.limit};w=1`,
  ratelimit: `"key";r=${rate.remaining};t=${rate.resetSeconds}`,
});
