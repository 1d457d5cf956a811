import type { Reader } from "../../../db/client";
import { assert } from "../../kernel/assert";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { type NoticeSet, refuse } from "../contract";
import { findSet, lastNumber } from "../store";

/** How long "current" may be out of date in a process that did not publish. */
const recheckMilliseconds = 5_000;

/** Versions never change, so this never goes stale; only which one is the last is asked again. */
const sets = new Map<number, NoticeSet>();
let current: { readonly set: NoticeSet; readonly checkedAt: number } | null = null;
/** Counts what was forgotten: an answer that was asked for before then is not kept. */
let forgotten = 0;

/** Forgets what this process remembers: after publishing, and for tests that change the database. */
export function forgetNoticeSets(): void {
  forgotten++;
  sets.clear();
  current = null;
}

async function load(tx: Reader, number: number): Promise<NoticeSet | null> {
  const known = sets.get(number);
  if (known) return known;
  const found = await findSet(tx, number);
  if (found) sets.set(number, found);
  return found;
}

/**
 * The texts with which a notice is written now. Asked of the database at most every 5 seconds, in the transaction that
 * needs them.
 *
 * @throws Bug when none was ever published: the first start publishes those that come with Docket.
 */
export async function currentNoticeSet(tx: Reader): Promise<NoticeSet> {
  // The process's own uptime, not the time of day: this is bookkeeping of a cache.
  const checkedAt = performance.now();
  if (current && checkedAt - current.checkedAt < recheckMilliseconds) return current.set;
  const before = forgotten;
  const set = await load(tx, await lastNumber(tx));
  assert(set, "no notice texts have been published: the first start publishes those that come with Docket");
  if (before === forgotten) current = { set, checkedAt };
  return set;
}

/** Was a version ever published? */
export const hasNoticeSet = async (): Promise<boolean> => (await read(lastNumber)) > 0;

/** A version by its number, as notices pin it. Refuses: missing. */
export async function noticeSetAt(tx: Reader, number: number): Promise<NoticeSet> {
  const found = await load(tx, number);
  if (!found) throw new Refused(refuse("missing"));
  return found;
}
