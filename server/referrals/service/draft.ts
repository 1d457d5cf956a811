import type { Tx } from "../../../db/client";
import type { StaffActor } from "../../kernel/actor";
import { isoDay } from "../../kernel/calendar";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { transact } from "../../transact";
import { type ReasonedAct, type ReferralAct, refuse, type SaveReferral, type StartReferral } from "../contract";
import { type Officer, propose, type Referral, save, start, turnBack } from "../rules";
import {
  caseById,
  factsOf,
  insertReferral,
  isOwn,
  lockReferral,
  lockSubjectRow,
  nextNumber,
  type ReferralRow,
  saveReferral,
} from "../store";
import { evidenceOf } from "../store-case";
import { hashedTexts } from "./gather";
import { noTerms, openWords, sealWords } from "./terms";

/** A referral locked for a change, as the rules see it, and who asks. Refuses: missing. */
export async function locked(
  tx: Tx,
  by: StaffActor,
  number: string,
): Promise<{ row: ReferralRow; found: Referral; officer: Officer }> {
  const row = await lockReferral(tx, number);
  if (!row) throw new Refused(refuse("missing"));
  return { row, found: factsOf(row), officer: { id: by.id, isOwn: await isOwn(tx, by.id, row.subjectId) } };
}

/**
 * Begins a referral of a case, in whatever state the case is: a danger to life waits for no decision.
 * Refuses: missing_case, own_subject.
 */
export const startReferral = (by: StaffActor, input: StartReferral, now: Date): Promise<{ number: string }> =>
  transact(by, now, async (tx, settle) => {
    const about = await caseById(tx, input.caseId);
    if (!about) throw new Refused(refuse("missing_case"));
    await lockSubjectRow(tx, about.subjectKind, about.subjectId);
    const number = await nextNumber(tx, Number(isoDay(now).slice(0, 4)));
    const id = newId(now);
    const fresh = {
      id,
      number,
      case: { id: about.id, number: about.number },
      subject: { kind: about.subjectKind as "group" | "account", id: about.subjectId },
      danger: input.danger,
    };
    const { next, eventId } = settle(start(fresh, { id: by.id, isOwn: await isOwn(tx, by.id, about.subjectId) }));
    await insertReferral(tx, {
      id,
      number,
      caseId: about.id,
      caseNumber: about.number,
      subjectKind: about.subjectKind,
      subjectId: about.subjectId,
      state: next.state,
      danger: input.danger,
      office: "",
      parts: [...next.parts],
      evidence: [],
      terms: await sealWords(tx, now, id, "terms", noTerms),
      draftedBy: by.id,
      draftedAt: now,
      version: next.version,
      eventId,
    });
    return { number };
  });

/** Writes a draft. Refuses: missing, own_subject, transition, stale, foreign_evidence, document_number, quotes_hashed. */
export const saveDraft = (by: StaffActor, input: SaveReferral, now: Date): Promise<{ version: number }> =>
  transact(by, now, async (tx, settle) => {
    const { row, found, officer } = await locked(tx, by, input.number);
    const known = new Set((await evidenceOf(tx, row.caseId, row.evidence)).map(({ id }) => id));
    const { next } = settle(save(found, officer, input, known, await hashedTexts(tx, row.caseId)));
    const { contact, basis, reason, danger, office } = input;
    const reporterReason = input.parts.includes("reporters") ? input.reporterReason : "";
    await saveReferral(tx, row.id, {
      ...next,
      danger,
      office,
      parts: [...new Set(input.parts)],
      evidence: [...new Set(input.evidence)],
      terms: await sealWords(tx, now, row.id, "terms", { contact, basis, reason, reporterReason }),
      draftedBy: by.id,
    });
    return { version: next.version };
  });

/** Gives a draft to a second person. Refuses: missing, own_subject, transition, stale, incomplete. */
export const proposeReferral = (by: StaffActor, input: ReferralAct, now: Date): Promise<{ version: number }> =>
  transact(by, now, async (tx, settle) => {
    const { row, found, officer } = await locked(tx, by, input.number);
    const terms = (await openWords(tx, row, "terms")) ?? noTerms;
    const { next } = settle(propose(found, officer, input.version, terms));
    await saveReferral(tx, row.id, { ...next, proposedBy: by.id, proposedAt: now });
    return { version: next.version };
  });

const turn = (by: StaffActor, act: "return" | "abandon", input: ReasonedAct, now: Date): Promise<{ version: number }> =>
  transact(by, now, async (tx, settle) => {
    const { row, found, officer } = await locked(tx, by, input.number);
    const { next } = settle(turnBack(found, officer, act, input));
    const remark = await sealWords(tx, now, row.id, "remark", { reason: input.reason });
    await saveReferral(tx, row.id, { ...next, remark });
    return { version: next.version };
  });

/** The second person sends a proposal back. Refuses: missing, own_subject, transition, stale. */
export const returnReferral = (by: StaffActor, input: ReasonedAct, now: Date) => turn(by, "return", input, now);

/** Gives a referral up that was not handed over. Refuses: missing, own_subject, transition, stale. */
export const abandonReferral = (by: StaffActor, input: ReasonedAct, now: Date) => turn(by, "abandon", input, now);
