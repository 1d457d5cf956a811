import { BlockList, isIP } from "node:net";

const closed = new BlockList();
for (const [address, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
  // Metadata of a cloud outside the link-local block.
  ["168.63.129.16", 32],
] as const)
  closed.addSubnet(address, prefix, "ipv4");
// Within global unicast: protocol assignments with Teredo, documentation, 6to4.
for (const [address, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  closed.addSubnet(address, prefix, "ipv6");

/** What is not here is not on the public internet, whatever it is: RFC 4291, "Global Unicast", as IANA allots it. */
const unicast = new BlockList();
unicast.addSubnet("2000::", 3, "ipv6");

/** The one way to write an address: `0:0::FFFF:127.0.0.1` → `::ffff:7f00:1`. Null: not an IPv6 address. */
function shortest(address: string): string | null {
  try {
    return new URL(`http://[${address}]/`).hostname.slice(1, -1);
  } catch {
    return null;
  }
}

/** The IPv4 address inside an IPv6 one: mapped (`::ffff:…`), translated (`::ffff:0:…`) or compatible (`::…`). */
function inside(address: string): string | null {
  const found = /^::(?:ffff:(?:0:)?)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (!found) return null;
  const value = Number.parseInt(found[1] as string, 16) * 65_536 + Number.parseInt(found[2] as string, 16);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}

/**
 * Is this an address that a message may go to? Not: this machine, private and link-local networks, metadata,
 * documentation, multicast, tunnels that lead to any of these; nor what is no address.
 */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, "").split("%")[0] as string;
  const family = isIP(plain);
  if (family === 4) return !closed.check(plain, "ipv4");
  const short = family === 6 ? shortest(plain) : null;
  if (short === null) return false;
  const inner = inside(short);
  return inner ? isPublicAddress(inner) : unicast.check(short, "ipv6") && !closed.check(short, "ipv6");
}
