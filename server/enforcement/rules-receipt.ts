import { instant } from "../kernel/calendar";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import type { MeasureKey } from "../policy/contract";
import { refuse } from "./contract";
import type { HeldMeasure } from "./rules-end";

export type Receipted = {
  readonly receipt: "executed" | "failed";
  readonly version: number;
  readonly measureVersion: number | null;
};

/**
 * The platform says what became of an order. The same again changes nothing; a failure may later be reported executed,
 * the reverse is a conflict. Refuses: receipt_conflict, nothing_due (the same again), receipt_time.
 */
export function receive(
  order: {
    readonly id: string;
    readonly type: string;
    readonly at: Date;
    readonly receipt: "executed" | "failed" | null;
    readonly version: number;
  },
  measure:
    | (Pick<HeldMeasure, "id" | "version" | "caseId" | "caseNumber" | "decisionId"> & { readonly key: MeasureKey })
    | null,
  given: { readonly result: "executed" | "failed"; readonly at: Date; readonly reason: string | null },
  about: string,
  now: Date,
): Verdict<Receipted> {
  if (order.receipt === given.result) return denied(refuse("nothing_due"));
  if (order.receipt === "executed") return denied(refuse("receipt_conflict", { receipt: order.receipt }));
  if (given.at.getTime() > now.getTime() + 5 * 60_000) return denied(refuse("receipt_time"));
  const ofMeasure = measure !== null && order.type === "measure.ordered";
  const pub = { order: order.id, type: order.type, result: given.result, at: instant(given.at) };
  const priv = given.reason ? { priv: { about, values: { reason: given.reason } } } : {};
  const entry: Entry = ofMeasure
    ? {
        kind: "measure",
        action: given.result === "executed" ? "measure.executed" : "measure.failed",
        subject: { kind: "measure", id: measure.id, version: measure.version + 1 },
        pub: { ...pub, measure: measure.key, decision: measure.decisionId, case: measure.caseNumber },
        ...priv,
        caseId: measure.caseId,
      }
    : {
        kind: "order",
        action: given.result === "executed" ? "order.executed" : "order.failed",
        subject: { kind: "order", id: order.id, version: order.version + 1 },
        pub: { ...pub, measureId: measure?.id ?? null },
        ...priv,
        ...(measure ? { caseId: measure.caseId } : {}),
      };
  return {
    ok: true,
    next: { receipt: given.result, version: order.version + 1, measureVersion: ofMeasure ? measure.version + 1 : null },
    entry,
    effects: [],
  };
}
