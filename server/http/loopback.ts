import { BlockList, isIP } from "node:net";

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Is this an address of this machine for itself? A name is none. */
export function isLoopbackAddress(address: string): boolean {
  const bare = address.trim().replace(/^::ffff:(?=\d+\.)/i, "");
  const family = isIP(bare);
  return family !== 0 && loopback.check(bare, family === 4 ? "ipv4" : "ipv6");
}

/** Is the host of a `Host` header this machine? */
function isLoopbackHost(header: string): boolean {
  const host = header
    .trim()
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1");
  return host.toLowerCase() === "localhost" || isLoopbackAddress(host);
}

/** Headers that only a proxy writes. Next.js writes `x-forwarded-*` itself, so those are read, not counted. */
const proxyHeaders = ["forwarded", "via", "x-real-ip"];

/**
 * Does a request come from this machine and from nobody behind it? The socket says so and nothing else can; headers
 * can only take it back: behind a reverse proxy every socket is the proxy's.
 *
 * @param peer the other end of the socket; undefined: nobody noted it.
 * @param trustProxy DOCKET_TRUST_PROXY: this process stands behind a proxy, and no socket says who asks.
 */
export function isFromThisMachine(
  peer: string | undefined,
  headers: { get(name: string): string | null },
  trustProxy: boolean,
): boolean {
  if (trustProxy || peer === undefined || !isLoopbackAddress(peer)) return false;
  if (proxyHeaders.some((name) => headers.get(name) !== null)) return false;
  const hops = headers.get("x-forwarded-for")?.split(",") ?? [];
  const hosts = [headers.get("host"), headers.get("x-forwarded-host")].filter((host) => host !== null);
  return hops.every(isLoopbackAddress) && hosts.length > 0 && hosts.every(isLoopbackHost);
}
