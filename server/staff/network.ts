import { isIPv4, isIPv6 } from "node:net";
import { config } from "../config";
import { after, hour, second } from "../kernel/calendar";
import { freeNetworkFailures } from "./contract";
import { waitSeconds } from "./rules";

type Bucket = { readonly failures: number; readonly lastAt: Date; readonly lockedUntil: Date | null };
const bucketLimit = 10_000;
const forgetMs = hour;

/** One per process: hot reload evaluates this module again. */
const holder = globalThis as typeof globalThis & { docketSignInNetworks?: Map<string, Bucket> };
const buckets = () => {
  holder.docketSignInNetworks ??= new Map();
  return holder.docketSignInNetworks;
};

/** The first 64 bits of an IPv6 address: one customer has them all. */
function prefixOf(address: string): string {
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = !tail ? [] : tail.split(":");
  const middle = tail === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return [...left, ...middle, ...right]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}

/**
 * The network from which a request comes: an IPv4 address or an IPv6 /64. Behind a proxy (DOCKET_TRUST_PROXY) the
 * last address that it forwards, else what the web server noted of the connection. A client that reaches the server
 * without a proxy can write that header itself; she then still meets the back-off of each account.
 *
 * @param peer the other end of the socket, where somebody noted it: without a proxy it says it and no header does.
 */
export function networkOf(headers: { get(name: string): string | null }, peer?: string): string {
  const noted = (headers.get("x-forwarded-for") ?? "").split(",").map((part) => part.trim());
  const given = (config().trustProxy ? noted.at(-1) : (peer ?? noted[0])) ?? "";
  const address = given.replace(/^::ffff:/i, "").replace(/%.*$/, "");
  if (isIPv4(address)) return address;
  return isIPv6(address) ? prefixOf(address) : "unknown";
}

/** Whole seconds for which this network has to wait; 0: it may try. */
export function networkWaitSeconds(network: string, now: Date): number {
  const until = buckets().get(network)?.lockedUntil;
  return until && until > now ? Math.ceil((until.getTime() - now.getTime()) / second) : 0;
}

/** Counts one failure of a network. Oldest networks are forgotten first when there are too many. */
export function countNetworkFailure(network: string, now: Date): void {
  const known = buckets().get(network);
  const before = known && now.getTime() - known.lastAt.getTime() < forgetMs ? known.failures : 0;
  const wait = waitSeconds(before + 1, freeNetworkFailures);
  buckets().delete(network);
  buckets().set(network, {
    failures: before + 1,
    lastAt: now,
    lockedUntil: wait > 0 ? after(now, wait * second) : null,
  });
  for (const [oldest] of buckets()) {
    if (buckets().size <= bucketLimit) break;
    buckets().delete(oldest);
  }
}
