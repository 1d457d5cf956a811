import { faultsOf } from "../http/faults";
import { actorRef, type OperatorActor, type StaffActor } from "../kernel/actor";
import { assert } from "../kernel/assert";
import { fromCursor, type Page, toCursor } from "../kernel/cursor";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { sqlState, transact } from "../transact";
import { type Policy, PolicyDocument, refuse } from "./contract";
import { documentSha256, type PublishPolicy, publish } from "./rules-publish";
import { findVersion, insertVersion, lastNumber, listVersions, lockLast, numberOfSha256 } from "./store";
import { type PolicyView, policyView } from "./view";

/** How long "current" may be out of date in a process that did not publish. */
const recheckMilliseconds = 5_000;

/** Versions are immutable, so this never goes stale; only which one is the last is asked again. */
const versions = new Map<number, Policy>();
let current: { readonly policy: Policy; readonly checkedAt: number } | null = null;

/** Forgets what this process remembers: after publishing, and for tests that change the database. */
export function forgetPolicies(): void {
  versions.clear();
  current = null;
}

async function load(number: number): Promise<Policy | null> {
  const known = versions.get(number);
  if (known) return known;
  const found = await read((tx) => findVersion(tx, number));
  if (found) versions.set(number, found);
  return found;
}

/**
 * The version in force. Asked of the database at most every 5 seconds.
 *
 * @throws Bug when none was ever published: the first start publishes one.
 */
export async function currentPolicy(): Promise<Policy> {
  // The process's own uptime, not the time of day: this is bookkeeping of a cache.
  const checkedAt = performance.now();
  if (current && checkedAt - current.checkedAt < recheckMilliseconds) return current.policy;
  const policy = await load(await read(lastNumber));
  assert(policy, "no rules have been published: the first start publishes the default");
  current = { policy, checkedAt };
  return policy;
}

/** Was a version ever published? */
export const hasPolicy = async (): Promise<boolean> => (await read(lastNumber)) > 0;

/** A version by its number, as decisions pin it. Refuses: missing. */
export async function policyAt(number: number): Promise<Policy> {
  const policy = await load(number);
  if (!policy) throw new Refused(refuse("missing"));
  return policy;
}

/** Publishes a version, effective at once. Refuses: not_allowed, own_draft, not_first, invalid, unchanged, stale. */
export async function publishPolicy(by: StaffActor | OperatorActor, input: PublishPolicy, now: Date): Promise<Policy> {
  const parsed = PolicyDocument.safeParse(input.document);
  if (!parsed.success) throw new Refused(refuse("invalid", {}, faultsOf(parsed.error.issues, input.document)));
  const document = parsed.data;
  try {
    const published = await transact(by, now, async (tx, settle) => {
      const last = await lockLast(tx);
      const same = await numberOfSha256(tx, documentSha256(document));
      const { next, eventId } = settle(publish({ last, same }, by, { ...input, document }, now));
      await insertVersion(tx, next, { draftedBy: input.draftedBy, publishedBy: actorRef(by), eventId });
      return next;
    });
    forgetPolicies();
    return published;
  } catch (error) {
    if (sqlState(error) === "23505") throw new Refused(refuse("stale"));
    throw error;
  }
}

export type VersionRow = Awaited<ReturnType<typeof listVersions>>[number];

/** Published versions, newest first. Refuses: bad_cursor. */
export async function listPolicies(input: { cursor?: string; limit: number }): Promise<Page<VersionRow>> {
  const at = input.cursor === undefined ? [Number.MAX_SAFE_INTEGER] : fromCursor(input.cursor, 1);
  if (!at || !Number.isSafeInteger(at[0])) throw new Refused(refuse("bad_cursor"));
  const before = Math.min(at[0] as number, 2_147_483_647);
  const rows = await read((tx) => listVersions(tx, before, input.limit + 1));
  const shown = rows.slice(0, input.limit);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > input.limit && last ? toCursor([last.number]) : null };
}

/** One version as the console shows it; without a number, the one in force. Refuses: missing. */
export async function showPolicy(number?: number): Promise<PolicyView> {
  const policy = number === undefined ? await currentPolicy() : await policyAt(number);
  return policyView(policy, policy.number > 1 ? await policyAt(policy.number - 1) : null);
}
