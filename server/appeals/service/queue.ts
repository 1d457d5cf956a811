import * as z from "zod";
import type { Reader } from "../../../db/client";
import type { DecisionState, Finding } from "../../enforcement/contract";
import { type DecisionRow, decisionAppealed, decisionWith, handsOn } from "../../enforcement/service/appealed";
import type { StaffActor } from "../../kernel/actor";
import { assert } from "../../kernel/assert";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import { policyAt } from "../../policy/service";
import { openMany } from "../../privacy/seal";
import { read } from "../../read";
import { subjectById } from "../../registry/service/subjects";
import { type AppealKind, type AppealState, type AppealsInput, refuse, rulingsOf } from "../contract";
import { mayReview, type Reviewed } from "../rules";
import { type AppealRow, appealById, appealsPage, namesOf, viewOf } from "../store";
import { attachedTo } from "./attached";
import { dialogueOf } from "./messages";

export type QueueRow = {
  readonly id: string;
  readonly kind: AppealKind;
  readonly state: AppealState;
  readonly caseNumber: number;
  readonly severity: number;
  readonly subjectName: string;
  readonly subjectCode: string;
  readonly filedAt: Date;
  readonly dueAt: Date;
  /** While it waits for an answer: until when. */
  readonly answerBy: Date | null;
  readonly reviewer: string | null;
  readonly isMine: boolean;
  /** Why this person may not rule on it. */
  readonly isBarred: boolean;
};

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** A page of the queue, due first first. Refuses: bad_cursor. */
export async function listAppeals(by: StaffActor, input: AppealsInput): Promise<Page<QueueRow>> {
  const { cursor, limit, ...filter } = input;
  const at = cursor === undefined ? null : place.safeParse(fromCursor(cursor, 2));
  if (at && !at.success) throw new Refused(refuse("bad_cursor"));
  const after = at?.data ? { dueAt: new Date(at.data[0]), id: at.data[1] } : null;
  const { rows, names } = await read(async (tx) => {
    const found = await appealsPage(tx, filter, by.id, after, limit + 1);
    const reviewers = found.flatMap(({ appeal }) => appeal.reviewerId ?? []);
    return { rows: found, names: await namesOf(tx, reviewers) };
  });
  const shown = rows.slice(0, limit);
  const last = shown.at(-1)?.appeal;
  return {
    rows: shown.map(({ appeal: row, subjectName, subjectCode, severity, proposedBy, approvers }) => ({
      id: row.id,
      kind: row.kind,
      state: row.state,
      caseNumber: row.caseNumber,
      severity,
      subjectName,
      subjectCode,
      filedAt: row.filedAt,
      dueAt: row.dueAt,
      answerBy: row.answerBy,
      reviewer: row.reviewerId && (names.get(row.reviewerId) ?? ""),
      isMine: row.reviewerId === by.id,
      isBarred: [proposedBy, ...approvers].includes(by.id),
    })),
    next: rows.length > limit && last ? toCursor([last.dueAt.toISOString(), last.id]) : null,
  };
}

/** An appeal as the rules see it, with who took part in the decision. */
export async function reviewedOf(tx: Reader, row: AppealRow, decision: DecisionRow, staffId: string) {
  const { makers, isOwn } = await handsOn(tx, decision, staffId);
  const appeal: Reviewed & { readonly noticeId: string | null } = {
    id: row.id,
    kind: row.kind,
    state: row.state,
    version: row.version,
    reviewerId: row.reviewerId,
    decisionId: row.decisionId,
    decisionState: decision.state as DecisionState,
    case: { id: row.caseId, number: row.caseNumber },
    subject: { kind: row.subjectKind as "group" | "account", id: row.subjectId },
    about: row.about,
    makers,
    dueAt: row.dueAt,
    askedAt: row.askedAt,
    answerBy: row.answerBy,
    noticeId: row.noticeId,
  };
  return { appeal, by: { id: staffId, isOwn } };
}

/** What of an appeal only its reviewer reads, once she has noted a view of her own: the text, and what she told. */
async function textsOf(tx: Reader, row: AppealRow) {
  const sealed = (["text", "reasons"] as const).flatMap((name) => {
    const value = row[name];
    return value?.length ? [{ about: row.about, purpose: `appeal:${row.id}:${name}`, sealed: value }] : [];
  });
  const opened = await openMany(tx, sealed);
  const of = (name: string) => opened[sealed.findIndex(({ purpose }) => purpose.endsWith(name))] ?? null;
  return { text: of(":text"), reasons: of(":reasons") };
}

/**
 * One appeal as this officer may see it. Blind at first: nobody sees what the decision found and did, nor what the
 * person writes about it, before she holds the appeal and has noted her own view of the evidence. That note's entry says
 * that she read on. Refuses: missing.
 */
export async function showAppeal(staff: StaffActor, appealId: string) {
  const before = await read((tx) => appealById(tx, appealId));
  const row = before && (await read((tx) => decisionWith(tx, before.decisionId)));
  if (!before || !row) throw new Refused(refuse("missing"));
  const policy = await policyAt(row.policyNumber);
  return read(async (tx) => {
    const found = (await appealById(tx, appealId)) as AppealRow;
    const { appeal, by } = await reviewedOf(tx, found, row, staff.id);
    const bar = mayReview(appeal, by);
    const isMine = found.reviewerId === staff.id;
    const noted = isMine ? await viewOf(tx, appealId, staff.id) : null;
    const about = `${row.subjectKind}:${row.subjectId}`;
    const [note] = noted?.note.length
      ? await openMany(tx, [{ about, purpose: `appeal_view:${noted.id}:note`, sealed: noted.note }])
      : [null];
    const [subject, hers, names] = await Promise.all([
      subjectById(tx, row.subjectKind as "group" | "account", row.subjectId),
      subjectById(tx, appeal.subject.kind, appeal.subject.id),
      namesOf(tx, found.reviewerId ? [found.reviewerId] : []),
    ]);
    assert(subject && hers, "an appeal is about nobody");
    return {
      id: found.id,
      version: found.version,
      kind: found.kind,
      state: found.state,
      caseId: found.caseId,
      caseNumber: found.caseNumber,
      round: row.round,
      subject: { kind: subject.kind, name: subject.name, code: subject.code },
      /** Whom the measures of the appeal are on: the subject, or a founder or manager. */
      person: { kind: hers.kind, id: hers.id, name: hers.name, code: hers.code },
      policyLabel: policy.document.label,
      filedAt: found.filedAt,
      dueAt: found.dueAt,
      answerBy: found.answerBy,
      ruledAt: found.ruledAt,
      reviewer: found.reviewerId ? { name: names.get(found.reviewerId) ?? "", isMine } : null,
      bar: bar && { code: bar.code, sentence: bar.sentence },
      rulings: rulingsOf[found.kind],
      view: noted && { finding: noted.finding as Finding, note: note ?? null, at: noted.at },
      /** Null until she has noted her view. */
      opened: noted
        ? {
            ...(await textsOf(tx, found)),
            dialogue: await dialogueOf(tx, found),
            files: await attachedTo(tx, found),
            decision: await decisionAppealed(tx, row, found.kind === "appeal" ? appeal.subject : null, policy),
          }
        : null,
    };
  });
}

export type AppealShown = Awaited<ReturnType<typeof showAppeal>>;
