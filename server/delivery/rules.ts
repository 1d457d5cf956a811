import { isIP } from "node:net";
import { may } from "../access/matrix";
import { actorRef, type OperatorActor, type StaffActor } from "../kernel/actor";
import { after, hour, second } from "../kernel/calendar";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import { backoffSeconds, type CreateEndpoint, endpointLimit, refuse, retryHours, rotationHours } from "./contract";
import { isPublicAddress } from "./rules-address";

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

/** Of what was made while an endpoint was off: given a place in its lines, and left out because it had been overtaken. */
export type Owed = { readonly owed: number; readonly moot: number };

/** Says in the entry what an endpoint got with its beginning, and sends the first of each of its lines. */
export function withOwed<Next>(verdict: Verdict<Next>, { owed, moot }: Owed, heads: readonly string[]): Verdict<Next> {
  if (!verdict.ok) return verdict;
  const entry = { ...verdict.entry, pub: { ...verdict.entry.pub, owed, moot } };
  return { ...verdict, entry, effects: [...verdict.effects, ...heads.map((key) => ({ topic: "send", key }))] };
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

/** A failed delivery. `isMoot`: something later has overtaken it. */
export type FailedDelivery = { readonly id: string; readonly isMoot: boolean };
export type Replayed = EndpointFacts & { readonly again: readonly string[]; readonly moot: readonly string[] };

/**
 * Failed messages are tried again, by hand. What has been overtaken is not: an order that arrived after its own end
 * would hold for good. Refuses: not_allowed, nothing_failed, moot (the one that was asked for).
 */
export function replay(
  found: EndpointFacts,
  by: Manager,
  failed: readonly FailedDelivery[],
  isOne: boolean,
): Verdict<Replayed> {
  if (!mayManage(by)) return denied(refuse("not_allowed"));
  const again = failed.filter(({ isMoot }) => !isMoot).map(({ id }) => id);
  const moot = failed.filter(({ isMoot }) => isMoot).map(({ id }) => id);
  if (failed.length === 0) return denied(refuse("nothing_failed"));
  if (isOne && moot.length > 0) return denied(refuse("moot"));
  const next = { ...found, version: found.version + 1, again, moot };
  return {
    ok: true,
    next,
    entry: endpointEntry(found.id, next.version, "configuration.endpoint_replayed", {
      messages: again.length,
      moot: moot.length,
    }),
    effects: again.map((key) => ({ topic: "send", key })),
  };
}
