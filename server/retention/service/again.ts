import type { OperatorActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { transact } from "../../transact";
import { refuse } from "../contract";
import { type Listed, readErasedList, record } from "../erased-list";
import { type Decided, eraseAgain, mayErase } from "../rules";
import { stopIntake } from "../store";
import { eraseFields, privateFieldsAbout } from "../store-erase";
import { codesOf, lockSubject, subjectOf } from "../store-subject";
import { confirmAgain, confirmedSince, notErased, staffNames, statesOf } from "../store-undone";
import { carryOut } from "./carry-out";
import { goneOf, orBusy, recordDone } from "./erase";
import { factsOf, monthsKept, present } from "./facts";

type Reading = Parameters<Parameters<typeof read>[0]>[0];

/** What may be decided about a line of the list: many lines hold subjects that are erased, or that are not there. */
async function openAmong(tx: Reading, listed: readonly Listed[]): Promise<Listed[]> {
  const kept = await notErased(tx, listed);
  const there = listed.filter(({ kind, id }) => kept.has(`${kind}:${id}`));
  const states = await statesOf(
    tx,
    there.map(({ erasure }) => erasure),
  );
  // Begun and never done: where the database knows the proposal, it was rolled back, and waits or was answered there.
  const open = there.filter(({ erasure, isDone }) => isDone || !states.has(erasure));
  return [...new Map(open.map((each) => [`${each.kind}:${each.id}`, each])).values()];
}

/**
 * Erasures that two people confirmed and that this database does not show: an older backup was restored since. Those
 * whose subject the backup does not know need nothing.
 */
export const undoneErasures = (): Promise<Listed[]> => read((tx) => openAmong(tx, readErasedList().listed));

/** Shown of them at once: the command lists them all. */
const shownLimit = 50;

/** The undone erasures as people read them, and why one may not be done again yet. */
export async function showUndone(now: Date) {
  const { listed, damaged } = readErasedList();
  const open = await read((tx) => openAmong(tx, listed));
  // An installation that nobody has begun has no policy either.
  if (open.length === 0) return { rows: [], total: 0, damaged };
  const months = await monthsKept();
  return read(async (tx) => {
    const shown = open.slice(0, shownLimit);
    const codes = await codesOf(tx, shown);
    const names = await staffNames(
      tx,
      shown.flatMap(({ proposedBy, confirmedBy }) => [proposedBy, confirmedBy]),
    );
    const rows = await Promise.all(
      shown.map(async (each) => {
        const facts = await factsOf(tx, present(await subjectOf(tx, each)), null, months);
        return {
          erasure: each.erasure,
          kind: each.kind,
          id: each.id,
          code: codes.get(each.id) ?? null,
          ground: each.ground,
          at: each.at,
          proposedByName: names.get(each.proposedBy) ?? null,
          confirmedByName: names.get(each.confirmedBy) ?? null,
          whyNot: mayErase(facts, now)?.sentence ?? null,
        };
      }),
    );
    return { rows, total: open.length, damaged };
  });
}
export type UndoneView = Awaited<ReturnType<typeof showUndone>>;

/**
 * Carries out again an erasure that a restored backup undid. Two people decided it, and their decision stands: so the
 * operator, who restored the backup, repeats it by herself, and its entry `privacy.erased` names who proposed it, who
 * confirmed it and when. She can repeat only what the list outside the database says was decided.
 * Refuses: not_decided, busy, and as `mayErase`: holds and measures that came back with the backup stand against it.
 */
export async function repeatErasure(by: OperatorActor, erasureId: string, now: Date): Promise<Decided> {
  const decided = (await undoneErasures()).find(({ erasure }) => erasure === erasureId);
  if (!decided) throw new Refused(refuse("not_decided"));
  const months = await monthsKept();
  const done = await orBusy(
    transact(by, now, async (tx, settle) => {
      await stopIntake(tx);
      const subject = present(await lockSubject(tx, decided));
      const facts = await factsOf(tx, subject, null, months);
      const fields = await privateFieldsAbout(tx, `${decided.kind}:${decided.id}`);
      const { eventId } = settle(eraseAgain(facts, decided, goneOf(fields), now));
      const id = await confirmAgain(tx, decided, newId(now), eventId, now);
      await carryOut(tx, id, subject, now);
      await eraseFields(tx, id, eventId, fields);
      const { isDone: _, ...rest } = decided;
      const again: Decided = { ...rest, erasure: id };
      record(again, "begun");
      return again;
    }),
  );
  recordDone(done);
  return done;
}

/**
 * Adds to the list what the database confirmed and the list does not have: erasures from before there was a list, by
 * processes on another machine, or cut off between commit and writing.
 *
 * @returns how many were added.
 */
export async function completeList(since: Date): Promise<number> {
  const confirmed = await read((tx) => confirmedSince(tx, since));
  const done = new Set(readErasedList().listed.flatMap(({ erasure, isDone }) => (isDone ? [erasure] : [])));
  const missing = confirmed.filter(({ erasure }) => !done.has(erasure));
  for (const each of missing) record(each, "done");
  return missing.length;
}
