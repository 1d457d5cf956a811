import { BlockList, isIP } from "node:net";
import { may } from "../access/matrix";
import { actorRef, type OperatorActor, type StaffActor } from "../kernel/actor";
import { after, hour, second } from "../kernel/calendar";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import { backoffSeconds, type CreateEndpoint, endpointLimit, refuse, retryHours, rotationHours } from "./contract";

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
for (const [address, prefix] of [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
] as const)
  closed.addSubnet(address, prefix, "ipv6");

/** `::ffff:7f00:1` and `::ffff:127.0.0.1` → the IPv4 address inside. */
function mapped(address: string): string | null {
  const dotted = /^::(?:ffff:(?:0:)?)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (dotted) return dotted[1] as string;
  const hex = /^::(?:ffff:(?:0:)?)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address);
  if (!hex) return null;
  const value = Number.parseInt(hex[1] as string, 16) * 65_536 + Number.parseInt(hex[2] as string, 16);
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
}

/** Is this an address that a message may go to? Not: this machine, private and link-local networks, metadata, documentation, multicast. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, "").split("%")[0] as string;
  const inner = mapped(plain);
  if (inner) return isPublicAddress(inner);
  const family = isIP(plain);
  if (family === 0) return false;
  return !closed.check(plain, family === 4 ? "ipv4" : "ipv6");
}

/** When to try again after `attempts` attempts; null: three days are over, the message has failed. */
export function nextAttemptAt(queuedAt: Date, attempts: number, now: Date): Date | null {
  if (now.getTime() >= queuedAt.getTime() + retryHours * hour) return null;
  const seconds = backoffSeconds[Math.min(Math.max(attempts, 1), backoffSeconds.length) - 1] as number;
  return after(now, seconds * second);
}

type Manager = StaffActor | OperatorActor;
const mayManage = (by: Manager) => by.kind === "operator" || may(by.roles, "endpoint.manage");

export type EndpointFacts = { readonly id: string; readonly enabled: boolean; readonly version: number };

const endpointEntry = (id: string, version: number, action: `configuration.${string}`, pub: Entry["pub"]): Entry => ({
  kind: "configuration",
  action,
  subject: { kind: "endpoint", id, version },
  pub,
});

/** Refuses: not_allowed, too_many, unencrypted (unless private addresses are allowed), private_address (a literal one). */
export function createEndpoint(
  count: number,
  by: Manager,
  input: CreateEndpoint,
  allowPrivate: boolean,
  id: string,
): Verdict<{ readonly id: string; readonly url: string; readonly types: string[] }> {
  if (!mayManage(by)) return denied(refuse("not_allowed"));
  if (count >= endpointLimit) return denied(refuse("too_many", { limit: endpointLimit }));
  const { protocol, hostname, host } = new URL(input.url);
  const field = [{ pointer: "/url", reason: refuse("private_address").sentence }];
  if (!allowPrivate) {
    if (protocol !== "https:")
      return denied(refuse("unencrypted", {}, [{ pointer: "/url", reason: refuse("unencrypted").sentence }]));
    const literal = isIP(hostname.replace(/^\[|\]$/g, "")) > 0;
    if ((literal && !isPublicAddress(hostname)) || /(^|\.)(localhost|local|internal)\.?$/i.test(hostname))
      return denied(refuse("private_address", {}, field));
  }
  return {
    ok: true,
    next: { id, url: input.url, types: [...new Set(input.types)] },
    entry: endpointEntry(id, 1, "configuration.endpoint_created", { host, types: input.types, by: actorRef(by) }),
    effects: [],
  };
}

/** Refuses: not_allowed, stale, already. */
export function switchEndpoint(
  found: EndpointFacts,
  by: Manager,
  enabled: boolean,
  version: number,
): Verdict<EndpointFacts> {
  if (!mayManage(by)) return denied(refuse("not_allowed"));
  if (found.version !== version) return denied(refuse("stale"));
  if (found.enabled === enabled) return denied(refuse("already"));
  const next = { ...found, enabled, version: found.version + 1 };
  const action = enabled ? "configuration.endpoint_enabled" : "configuration.endpoint_disabled";
  return { ok: true, next, entry: endpointEntry(found.id, next.version, action, {}), effects: [] };
}

/** A new secret; the old one signs as well for a day. Refuses: not_allowed, stale. */
export function rotateSecret(
  found: EndpointFacts,
  by: Manager,
  version: number,
  now: Date,
): Verdict<EndpointFacts & { readonly previousUntil: Date }> {
  if (!mayManage(by)) return denied(refuse("not_allowed"));
  if (found.version !== version) return denied(refuse("stale"));
  const previousUntil = after(now, rotationHours * hour);
  const next = { ...found, version: found.version + 1, previousUntil };
  const entry = endpointEntry(found.id, next.version, "configuration.endpoint_secret_rotated", {
    previousUntil: previousUntil.toISOString(),
  });
  return { ok: true, next, entry, effects: [] };
}

/** Failed messages are tried again, by hand. Refuses: not_allowed, nothing_failed. */
export function replay(found: EndpointFacts, by: Manager, failed: number): Verdict<EndpointFacts> {
  if (!mayManage(by)) return denied(refuse("not_allowed"));
  if (failed === 0) return denied(refuse("nothing_failed"));
  const next = { ...found, version: found.version + 1 };
  return {
    ok: true,
    next,
    entry: endpointEntry(found.id, next.version, "configuration.endpoint_replayed", { messages: failed }),
    effects: [],
  };
}
