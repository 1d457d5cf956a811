import { disclose } from "../../disclose";
import type { StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { denied } from "../../kernel/verdict";
import { open, seal } from "../../privacy/seal";
import { transact } from "../../transact";
import { type LiftHold, type PlaceHold, type RevealHold, refuse } from "../contract";
import { liftHold, placeHold } from "../rules";
import { holdById, insertHold, liftHoldRow } from "../store";
import { countEntry, isOwn, keyOf, lockSubject } from "../store-subject";
import { factsOf, monthsKept, present } from "./facts";

const purposeOf = (holdId: string) => `legal_hold:${holdId}:reason`;

/** Protects a subject's data from being erased. Refuses: missing, nobody, erased, too_many_holds. */
export async function placeLegalHold(by: StaffActor, input: PlaceHold, now: Date): Promise<{ holdId: string }> {
  const months = await monthsKept();
  return transact(by, now, async (tx, settle) => {
    const subject = present(await lockSubject(tx, input));
    const id = newId(now);
    const { eventId } = settle(placeHold(await factsOf(tx, subject, by.id, months), id, input.reason));
    const reason = await seal(tx, now, { about: keyOf(subject), purpose: purposeOf(id), value: input.reason });
    await insertHold(tx, {
      id,
      subjectKind: subject.kind,
      subjectId: subject.id,
      reason,
      placedBy: by.id,
      placedAt: now,
      eventId,
    });
    await countEntry(tx, subject);
    return { holdId: id };
  });
}

/** Ends one hold. Refuses: missing_hold, lifted, own_account. */
export const liftLegalHold = (by: StaffActor, input: LiftHold, now: Date): Promise<void> =>
  transact(by, now, async (tx, settle) => {
    const asked = await holdById(tx, input.holdId);
    if (!asked) throw new Refused(refuse("missing_hold"));
    const named = { kind: asked.subjectKind, id: asked.subjectId };
    const subject = present(await lockSubject(tx, named));
    const hold = await holdById(tx, input.holdId);
    if (!hold) throw new Refused(refuse("missing_hold"));
    // Under the name and the key under which it was placed, whichever report of hers is the first now.
    const facts = { ...subject, ...named, isOwn: await isOwn(tx, by.id, subject) };
    settle(liftHold(facts, hold, input.reason));
    await liftHoldRow(tx, hold.id, by.id, now);
    await countEntry(tx, subject);
  });

/** Opens the words of a hold; who saw them, and why, is in the log. Refuses: missing_hold, reason_erased. */
export const revealHold = (by: StaffActor, input: RevealHold, now: Date): Promise<{ value: string }> =>
  disclose(
    by,
    now,
    async (tx) => {
      const hold = await holdById(tx, input.holdId);
      if (!hold) return denied(refuse("missing_hold"));
      if (!hold.reason) return denied(refuse("reason_erased"));
      const { subjectKind: kind, subjectId, id } = hold;
      const about = keyOf({ kind, id: subjectId });
      return {
        ok: true,
        next: { about, id, reason: hold.reason },
        effects: [],
        entry: {
          kind: "disclosure",
          action: "disclosure.field_revealed",
          subject: { kind, id: subjectId, version: null },
          pub: { field: "hold_reason", hold: id },
          priv: { about, values: { reason: input.reason } },
        },
      };
    },
    async (tx, { about, id, reason }) => {
      const value = await open(tx, { about, purpose: purposeOf(id), sealed: reason });
      if (value === null) throw new Refused(refuse("reason_erased"));
      return { value };
    },
  );
