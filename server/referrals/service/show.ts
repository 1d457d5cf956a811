import * as z from "zod";
import type { Reader } from "../../../db/client";
import type { StaffActor } from "../../kernel/actor";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { type ListReferrals, type ReferralInput, type ReferralState, refuse } from "../contract";
import {
  caseById,
  factsOf,
  isOwn,
  namesOf,
  type ReferralRow,
  referralByNumber,
  referralsOfCase,
  referralsPage,
} from "../store";
import { evidenceOf, reportsOf } from "../store-case";
import { type ReferralView, viewOf } from "../view";
import { isHashOnly } from "./gather";
import { openWords } from "./terms";

export type ReferralLine = {
  readonly number: string;
  readonly state: ReferralState;
  readonly danger: boolean;
  readonly office: string;
  readonly caseNumber: number;
  readonly subjectName: string;
  readonly subjectCode: string;
  readonly draftedBy: string;
  readonly draftedAt: Date;
  readonly evidence: number;
};

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** A page of referrals, newest first, without those about this person's own account or group. Refuses: bad_cursor. */
export async function listReferrals(by: StaffActor, input: ListReferrals): Promise<Page<ReferralLine>> {
  const at = input.cursor ? place.safeParse(fromCursor(input.cursor, 2)) : null;
  if (at && !at.success) throw new Refused(refuse("bad_cursor"));
  const after = at?.data ? { at: new Date(at.data[0]), id: at.data[1] } : null;
  return read(async (tx) => {
    const found = await referralsPage(tx, { show: input.show, staffId: by.id }, after, input.limit + 1);
    const shown = found.slice(0, input.limit);
    const last = shown.at(-1)?.referral;
    const names = await namesOf(
      tx,
      shown.map(({ referral }) => referral.draftedBy),
    );
    return {
      rows: shown.map(({ referral: row, subjectName, subjectCode }) => ({
        number: row.number,
        state: row.state as ReferralState,
        danger: row.danger,
        office: row.office,
        caseNumber: row.caseNumber,
        subjectName,
        subjectCode,
        draftedBy: names.get(row.draftedBy) ?? "",
        draftedAt: row.draftedAt,
        evidence: row.evidence.length,
      })),
      next: found.length > input.limit && last ? toCursor([last.draftedAt.toISOString(), last.id]) : null,
    };
  });
}

const listLimit = 20;

/** Referrals of one case, newest first: what the case's own page leads to. */
export const referralsOf = (by: StaffActor, input: { readonly caseId: string }) =>
  read(async (tx) => ({
    rows: (await referralsOfCase(tx, input.caseId, by.id, listLimit)).map((row) => ({
      ...row,
      state: row.state as ReferralState,
    })),
  }));

async function words(tx: Reader, row: ReferralRow) {
  const [terms, remark, handover, receipt] = await Promise.all([
    openWords(tx, row, "terms"),
    openWords(tx, row, "remark"),
    openWords(tx, row, "handover"),
    openWords(tx, row, "receipt"),
  ]);
  return { terms, remark: remark?.reason ?? null, handover, receipt };
}

/**
 * One referral with what was typed for it, the evidence that there is to choose from, and what this person may do.
 * What the evidence says is not here: `lookInto` shows it, and logs that. Refuses: missing, own_subject.
 */
export const showReferral = (by: StaffActor, input: ReferralInput): Promise<ReferralView> =>
  read(async (tx) => {
    const row = await referralByNumber(tx, input.number);
    if (!row) throw new Refused(refuse("missing"));
    if (await isOwn(tx, by.id, row.subjectId)) throw new Refused(refuse("own_subject"));
    const people = [row.draftedBy, row.proposedBy, row.sealedBy, row.handedOverBy, row.acknowledgedBy];
    const [found, typed, evidence, reports, hashOnly, names] = await Promise.all([
      caseById(tx, row.caseId),
      words(tx, row),
      evidenceOf(tx, row.caseId, row.evidence),
      reportsOf(tx, row.caseId),
      isHashOnly(tx, row.caseId),
      namesOf(
        tx,
        people.filter((id) => id !== null),
      ),
    ]);
    return viewOf(row, factsOf(row), {
      officer: { id: by.id, isOwn: false },
      typed,
      evidence,
      reports,
      hashOnly,
      names,
      subject: { name: found?.subjectName ?? "", code: found?.subjectCode ?? "" },
    });
  });
