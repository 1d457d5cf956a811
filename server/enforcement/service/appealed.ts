import type { Reader } from "../../../db/client";
import { noticeTokenHash } from "../../delivery/service/order";
import { day } from "../../kernel/calendar";
import type { Citation, MeasureKey, Policy } from "../../policy/contract";
import { leafOf } from "../../policy/rules";
import { citationText } from "../../policy/rules-words";
import { open } from "../../privacy/seal";
import type { DecisionState, Finding, MeasureState, NoticeText, Standing } from "../contract";
import { appealUntil } from "../rules-effect";
import { type DecisionRow, decisionById, type NoticeRow, noticeByHash } from "../store";
import { decisionOfRound, makersOf, measuresTaken, noticeTo } from "../store-appeal";
import { ownsAny } from "../store-ground";
import { staffNames } from "../store-list";
import { textsOf } from "./proposal";
import { everyReporter, reporterMarks } from "./reporters";

export type { DecisionRow, NoticeRow } from "../store";
export { appealUntil };

/** What a token looks like: 32 bytes, base64url. */
const tokenShape = /^[A-Za-z0-9_-]{43}$/;

export type NoticeToPerson = {
  readonly row: NoticeRow;
  /** Null once it was erased. */
  readonly text: NoticeText | null;
  readonly decision: DecisionRow;
};

const opened = async (tx: Reader, row: NoticeRow): Promise<NoticeText | null> => {
  if (row.text.length === 0) return null;
  const about = `${row.subjectKind}:${row.subjectId}`;
  const text = await open(tx, { about, purpose: `notice:${row.id}`, sealed: row.text });
  return text ? (JSON.parse(text) as NoticeText) : null;
};

/** A notice by the secret part of its address, with the decision that it is about; null for a wrong one and for an erased one. */
export async function noticeAt(tx: Reader, token: string, now: Date): Promise<NoticeToPerson | null> {
  const row = tokenShape.test(token) ? await noticeByHash(tx, noticeTokenHash(token), now) : null;
  const decision = row && (await decisionById(tx, row.decisionId));
  const text = row && (await opened(tx, row));
  return row && decision && text ? { row, text, decision } : null;
}

/** The notice about a decision to one subject as it stood then. */
export async function noticeAsOf(
  tx: Reader,
  of: Pick<NoticeRow, "decisionId" | "subjectKind" | "subjectId">,
  at: Date,
): Promise<NoticeRow | null> {
  return noticeTo(tx, of, at);
}

export { decisionById as decisionWith, decisionOfRound };

/** Who took part in a decision, and whether anybody that it is about is this person's own. */
export async function handsOn(tx: Reader, row: DecisionRow, staffId: string) {
  const taken = await measuresTaken(tx, row.id);
  const subjects = [...new Set([row.subjectId, ...taken.map(({ subjectId }) => subjectId)])];
  const [makers, isOwn] = await Promise.all([makersOf(tx, row), ownsAny(tx, staffId, subjects)]);
  return { makers, isOwn };
}

/**
 * What would give somebody away who reported in this case, or one of these subjects, in a text that leaves.
 *
 * @param to the report whose own reporter is told it: she may read of herself, and of nobody else who reported.
 */
export async function marksOf(
  tx: Reader,
  caseId: string,
  subjects: readonly { readonly kind: string; readonly id: string }[],
  to: string | null,
): Promise<string[]> {
  const all = await everyReporter(tx, caseId, subjects);
  const own = all.filter(({ id }) => id === to);
  const [marks, hers] = await Promise.all([
    reporterMarks(
      tx,
      all.filter(({ id }) => id !== to),
    ),
    reporterMarks(tx, own),
  ]);
  return marks.filter((mark) => !hers.includes(mark));
}

/** The decision appealed against, for the officer who has noted her own view of it. */
export async function decisionAppealed(
  tx: Reader,
  row: DecisionRow,
  whose: { readonly kind: string; readonly id: string } | null,
  policy: Policy,
) {
  const [texts, taken, makers] = await Promise.all([textsOf(tx, row), measuresTaken(tx, row.id), makersOf(tx, row)]);
  const names = await staffNames(tx, makers);
  const [proposer, ...others] = makers.map((id) => names.get(id) ?? "");
  return {
    state: row.state as DecisionState,
    finding: row.finding as Finding,
    severe: row.severe,
    at: row.effectiveAt ?? row.proposedAt,
    by: proposer ?? "",
    secondBy: others[0] ?? null,
    clauses: row.clauses.flatMap((key) => {
      const leaf = leafOf(policy, key);
      return leaf
        ? [{ clause: leaf.clause, names: leaf.names, legal: leaf.legal.map((law: Citation) => citationText(law)) }]
        : [];
    }),
    facts: texts.facts ?? "",
    reasoning: texts.reasoning,
    deviationReason: texts.deviationReason,
    measures: taken.map((each) => ({
      id: each.id,
      key: each.key as MeasureKey,
      standing: each.standing as Standing,
      subjectName: each.subjectName,
      subjectCode: each.subjectCode,
      /** Is it on the person who appeals? */
      isHers: whose !== null && each.subjectKind === whose.kind && each.subjectId === whose.id,
      parameters: each.parameters as Readonly<Record<string, unknown>>,
      days: each.until ? Math.round((each.until.getTime() - each.from.getTime()) / day) : null,
      until: each.until,
      state: each.state as MeasureState,
    })),
  };
}
