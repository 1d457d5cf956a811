import { createHash } from "node:crypto";
import type { StaffActor } from "../../kernel/actor";
import { canonicalBytes } from "../../kernel/json";
import { Refused } from "../../kernel/refusal";
import { log } from "../../log";
import { sqlState, transact } from "../../transact";
import { type ErasureInput, refuse } from "../contract";
import { record } from "../erased-list";
import { type Decided, erase, type GoneFields } from "../rules";
import { proposalById, settleProposal, stopIntake } from "../store";
import { eraseFields, privateFieldsAbout } from "../store-erase";
import { lockSubject } from "../store-subject";
import { carryOut } from "./carry-out";
import { factsOf, monthsKept, present } from "./facts";

type Fields = readonly { readonly eventId: string; readonly name: string }[];

/** How the entry commits to the private fields that an erasure deletes: `audit/verify-erased.ts` computes the same. */
export const goneOf = (fields: Fields): GoneFields => ({
  count: fields.length,
  sha256: createHash("sha256")
    .update(canonicalBytes(fields.map(({ eventId, name }) => `${eventId}:${name}`).sort()))
    .digest("hex"),
});

/** After the commit: the worker writes what could not be written here. */
export function recordDone(decided: Decided): void {
  try {
    record(decided, "done");
  } catch (error) {
    log().error({ err: error, erasure: decided.erasure }, "the list of erasures could not be written");
  }
}

/** Runs an erasure. Refuses busy: reports kept coming in, or somebody held the subject, for longer than anybody should wait. */
export async function orBusy<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // Lock not available.
    if (sqlState(error) === "55P03") throw new Refused(refuse("busy"));
    throw error;
  }
}

async function eraseNow(by: StaffActor, { erasureId }: ErasureInput, now: Date): Promise<Decided> {
  const months = await monthsKept();
  return transact(by, now, async (tx, settle) => {
    await stopIntake(tx);
    const asked = await proposalById(tx, erasureId);
    if (!asked) throw new Refused(refuse("missing_proposal"));
    const { subjectKind: kind, subjectId: id, ground, proposedBy, proposedAt } = asked;
    const subject = present(await lockSubject(tx, { kind, id }));
    // Read again under the lock: somebody may have answered it meanwhile.
    const proposal = await proposalById(tx, erasureId);
    if (!proposal) throw new Refused(refuse("missing_proposal"));
    const facts = await factsOf(tx, subject, by.id, months);
    const fields = await privateFieldsAbout(tx, `${kind}:${id}`);
    const { eventId } = settle(erase(facts, proposal, by, goneOf(fields), now));
    await settleProposal(tx, erasureId, "confirmed", by.id, now);
    await carryOut(tx, erasureId, subject, now);
    await eraseFields(tx, erasureId, eventId, fields);
    const decided = { erasure: erasureId, kind, id, ground, proposedBy, proposedAt, confirmedBy: by.id, at: now };
    // Before the commit, so that no erasure is ever missing in the list; once more when begun anew, which harms nothing.
    record(decided, "begun");
    return decided;
  });
}

/**
 * The second person's yes: in one transaction the subject's key is destroyed, everything that derives from its data is
 * emptied, and `privacy.erased` is appended. Cannot be undone. While it lasts no report comes in.
 * What stays: codes and pseudonymous ids, hashes of evidence, the ledger of measures and credit, the log's bodies,
 * sealed filings, and what was handed over already, here and in backups; that it was decided stands in a list outside
 * the database, for the day on which an older backup is restored.
 * Refuses: missing, missing_proposal, busy, and as `mayConfirm`; erased also for a second confirmation.
 */
export async function confirmErasure(by: StaffActor, input: ErasureInput, now: Date): Promise<void> {
  recordDone(await orBusy(eraseNow(by, input, now)));
}
