import { disclose } from "../../disclose";
import type { StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { denied } from "../../kernel/verdict";
import { open, seal } from "../../privacy/seal";
import { transact } from "../../transact";
import { type LiftHold, type PlaceHold, type RevealHold, refuse } from "../contract";
import { liftHold, placeHold } from "../rules";
import { countEntry, holdById, insertHold, isOwnAccount, liftHoldRow, lockAccount } from "../store";
import { factsOf, monthsKept } from "./facts";

const purposeOf = (holdId: string) => `legal_hold:${holdId}:reason`;

/** Protects an account's data from being erased. Refuses: missing, erased, too_many_holds. */
export async function placeLegalHold(by: StaffActor, input: PlaceHold, now: Date): Promise<{ holdId: string }> {
  const months = await monthsKept();
  return transact(by, now, async (tx, settle) => {
    const her = await lockAccount(tx, input.accountId);
    if (!her) throw new Refused(refuse("missing"));
    const id = newId(now);
    const { eventId } = settle(placeHold(await factsOf(tx, her, by.id, months), id, input.reason));
    const reason = await seal(tx, now, { about: `account:${her.id}`, purpose: purposeOf(id), value: input.reason });
    await insertHold(tx, { id, subjectId: her.id, reason, placedBy: by.id, placedAt: now, eventId });
    await countEntry(tx, her.id);
    return { holdId: id };
  });
}

/** Ends one hold. Refuses: missing_hold, lifted, own_account. */
export const liftLegalHold = (by: StaffActor, input: LiftHold, now: Date): Promise<void> =>
  transact(by, now, async (tx, settle) => {
    const asked = await holdById(tx, input.holdId);
    const her = asked && (await lockAccount(tx, asked.subjectId));
    const hold = asked && (await holdById(tx, input.holdId));
    if (!her || !hold) throw new Refused(refuse("missing_hold"));
    const facts = { ...her, isOwn: await isOwnAccount(tx, by.id, her.id) };
    settle(liftHold(facts, hold, input.reason));
    await liftHoldRow(tx, hold.id, by.id, now);
    await countEntry(tx, her.id);
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
      const { subjectId, id } = hold;
      return {
        ok: true,
        next: { subjectId, id, reason: hold.reason },
        effects: [],
        entry: {
          kind: "disclosure",
          action: "disclosure.field_revealed",
          subject: { kind: "account", id: subjectId, version: null },
          pub: { field: "hold_reason", hold: id },
          priv: { about: `account:${subjectId}`, values: { reason: input.reason } },
        },
      };
    },
    async (tx, { subjectId, id, reason }) => {
      const value = await open(tx, { about: `account:${subjectId}`, purpose: purposeOf(id), sealed: reason });
      if (value === null) throw new Refused(refuse("reason_erased"));
      return { value };
    },
  );
