import type { Reader } from "../../db/client";
import { readReceipt, receiptHash } from "../cases/service/receipt";
import { noticeUrl } from "../delivery/service/order";
import type { DecisionState } from "../enforcement/contract";
import {
  appealUntil,
  decisionOfRound,
  decisionWith,
  type NoticeToPerson,
  noticeAsOf,
  noticeAt,
} from "../enforcement/service/appealed";
import { policyAt } from "../policy/service";
import { open } from "../privacy/seal";
import { read } from "../read";
import { type AppealPage, fileLimit } from "./contract";
import { type Appealable, mayFile } from "./rules";
import { mayAttach } from "./rules-attach";
import { attachedTo, isHashOnly } from "./service/attached";
import { dialogueOf } from "./service/messages";
import { type AppealRow, appealOf, objectionOf, reportByHash } from "./store";

/** What a secret address leads to: whom it lets appeal, against what, and what has come of it. */
export type Found = {
  readonly appealable: Appealable;
  readonly notice: NoticeToPerson | null;
  readonly filed: AppealRow | null;
  readonly policyNumber: number;
};

async function byNotice(tx: Reader, token: string, now: Date): Promise<Found | null> {
  const notice = await noticeAt(tx, token, now);
  if (!notice) return null;
  const { row, decision } = notice;
  const filed = await appealOf(tx, row);
  const subject = { kind: row.subjectKind as "group" | "account", id: row.subjectId };
  return {
    notice,
    filed,
    policyNumber: decision.policyNumber,
    appealable: {
      kind: "appeal",
      decision: { id: decision.id, state: decision.state as DecisionState },
      case: { id: decision.caseId, number: decision.caseNumber },
      noticeId: row.id,
      isProvisional: row.provisional,
      report: null,
      subject,
      about: `${subject.kind}:${subject.id}`,
      until: appealUntil(await policyAt(decision.policyNumber), row.issuedAt),
      hasAppealed: filed !== null,
    },
  };
}

async function byReceipt(tx: Reader, text: string, now: Date): Promise<Found | null> {
  const receipt = readReceipt(text);
  const report = receipt ? await reportByHash(tx, receiptHash(receipt)) : null;
  // Closed from when the decision takes effect.
  if (!report?.closedAt || report.closedAt > now) return null;
  const filed = await objectionOf(tx, report.id);
  const decision = filed
    ? await decisionWith(tx, filed.decisionId)
    : await decisionOfRound(tx, report.caseId, report.round);
  if (!decision) return null;
  return {
    notice: null,
    filed,
    policyNumber: decision.policyNumber,
    appealable: {
      kind: "objection",
      decision: { id: decision.id, state: decision.state as DecisionState },
      case: { id: decision.caseId, number: decision.caseNumber },
      noticeId: null,
      isProvisional: false,
      report: { id: report.id, state: report.state },
      subject: { kind: decision.subjectKind as "group" | "account", id: decision.subjectId },
      about: report.about,
      until: appealUntil(await policyAt(decision.policyNumber), report.closedAt),
      hasAppealed: filed !== null,
    },
  };
}

/** By the secret of a notice's address, or by the receipt of a report. Null for a wrong one: they look alike. */
export const foundAt = async (tx: Reader, token: string, now: Date): Promise<Found | null> =>
  (await byNotice(tx, token, now)) ?? (await byReceipt(tx, token, now));

/** What became of an appeal, opened for the person who filed it. */
async function outcomeOf(tx: Reader, row: AppealRow): Promise<AppealPage["filed"]> {
  const decision = await decisionWith(tx, row.decisionId);
  const files = await attachedTo(tx, row);
  const isClosed = decision === null || (await isHashOnly(tx, row, decision));
  const reasons = row.reasons?.length
    ? await open(tx, { about: row.about, purpose: `appeal:${row.id}:reasons`, sealed: row.reasons })
    : null;
  const replaced = row.state === "modified" && row.ruledAt ? await noticeAsOf(tx, row, row.ruledAt) : null;
  return {
    state: row.state,
    filedAt: row.filedAt,
    ruledAt: row.ruledAt,
    reasons,
    noticeUrl: replaced ? new URL(noticeUrl(replaced.id)).pathname : null,
    dialogue: await dialogueOf(tx, row),
    answerBy: row.answerBy,
    files,
    filesLeft: mayAttach({ state: row.state, isHashOnly: isClosed, files }) ? null : fileLimit - files.length,
  };
}

/** The page of an appeal by the last step of its address; null when it leads nowhere. */
export async function readAppeal(inAddress: string, now: Date): Promise<AppealPage | null> {
  let token: string;
  try {
    token = decodeURIComponent(inAddress);
  } catch {
    return null;
  }
  return read(async (tx) => {
    const found = await foundAt(tx, token, now);
    if (!found) return null;
    const { appealable, notice, filed } = found;
    const refusal = mayFile(appealable, now);
    return {
      kind: appealable.kind,
      notice: notice?.text
        ? { text: notice.text, issuedAt: notice.row.issuedAt, isProvisional: notice.row.provisional }
        : null,
      until: appealable.until,
      bar: filed ? null : (refusal?.sentence ?? null),
      filed: filed && (await outcomeOf(tx, filed)),
    };
  });
}
