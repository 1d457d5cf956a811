import type { FieldFault } from "../kernel/refusal";
import { denied, type Effect, type Verdict } from "../kernel/verdict";
import { looksLikeDocumentNumber } from "../registry/rules";
import type { ReportState } from "./contract";
import { refuseReport } from "./receive-contract";
import { reportMove } from "./rules";
import { type PriorityTerms, priorityOf, termsOf } from "./rules-priority";
import type { OpenCase } from "./rules-receive";

/** A report as far as taking it back is concerned. */
export type Withdrawable = {
  readonly id: string;
  readonly state: ReportState;
  /** Whose key seals what its reporter writes. */
  readonly about: string;
};

/** The case of a report, and what is left of this round's reports once this one is taken back. */
export type WithdrawnFrom = Pick<
  OpenCase,
  "id" | "round" | "severity" | "source" | "terms" | "openedAt" | "reporterWeight" | "version"
> & {
  readonly number: number;
  /** Reports of this round that still wait for their outcome. */
  readonly left: number;
  /** Of those who filed them, each counted by her record. */
  readonly weightLeft: number;
};

export type Lightened = {
  readonly reporterWeight: number;
  readonly terms: PriorityTerms;
  readonly priority: number;
  readonly version: number;
};

/**
 * A reporter takes her report back. The case goes on: what was alleged stays alleged, so severity, source, queue and due
 * time stay, and so do the counts of what came in; only the weight of those who stand by their reports falls, and the
 * priority with it, by the same function as ever. Nobody lowers a danger by making somebody withdraw.
 * Refuses: withdrawn (already), concluded, document_number.
 *
 * @param reason why, in her words; empty where she says nothing. @param told the message of its outcome, if anybody waits
 *   for one.
 */
export function withdrawReport(
  report: Withdrawable,
  found: WithdrawnFrom,
  reason: string,
  told: { readonly id: string } | null,
): Verdict<Lightened> {
  if (report.state === "withdrawn") return denied(refuseReport("withdrawn"));
  if (!reportMove(report.state, "withdraw").ok) return denied(refuseReport("concluded"));
  if (looksLikeDocumentNumber(reason)) {
    const fault: FieldFault = {
      pointer: "/reason",
      reason: { zh: "疑似证件号码", en: "looks like the number of an identity document" },
    };
    return denied(refuseReport("document_number", {}, [fault]));
  }
  // Records move on: nobody who leaves makes the others weigh more than all did before.
  const reporterWeight = Math.min(found.reporterWeight, found.weightLeft);
  const { severity, source, openedAt } = found;
  const fresh = termsOf({
    severity,
    reporterWeight,
    source,
    memberCount: 0,
    grade: null,
    upheldBefore: 0,
    arrivedAt: openedAt,
  });
  const terms = { ...fresh, reach: found.terms.reach, repeat: found.terms.repeat };
  const version = found.version + 1;
  return {
    ok: true,
    next: { reporterWeight, terms, priority: priorityOf(terms), version },
    entry: {
      kind: "report",
      action: "report.withdrawn",
      subject: { kind: "case", id: found.id, version },
      caseId: found.id,
      pub: { report: report.id, case: found.number, round: found.round, left: found.left, reason: reason !== "" },
      ...(reason ? { priv: { about: report.about, values: { reason } } } : {}),
    },
    effects: told ? [{ topic: "deliver", key: told.id } satisfies Effect] : [],
  };
}
