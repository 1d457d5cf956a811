import * as z from "zod";
import { may } from "../../access/matrix";
import { isCovered } from "../../cases/service/covered";
import { noticeUrl } from "../../delivery/service/order";
import type { StaffActor } from "../../kernel/actor";
import { fromIsoDay, plusDays } from "../../kernel/calendar";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import type { Citation, MeasureKey } from "../../policy/contract";
import { leafOf } from "../../policy/rules";
import { citationText } from "../../policy/rules-words";
import { policyAt } from "../../policy/service";
import { openMany } from "../../privacy/seal";
import { read } from "../../read";
import {
  type DeliveryState,
  type LedgerFilter,
  type LedgerInput,
  type MeasureState,
  type RectificationState,
  refuse,
  type Standing,
} from "../contract";
import type { Cause } from "../contract-batch";
import { measureStateAt, rectificationVerdicts } from "../rules";
import { type MeasureRow, measureById } from "../store";
import { type LedgerRows, ledgerPage } from "../store-ledger";
import { chainOf, staffNames } from "../store-list";

export type LedgerRow = {
  readonly id: string;
  readonly key: MeasureKey;
  readonly caseNumber: number;
  readonly subjectKind: "group" | "account";
  readonly subjectName: string;
  readonly subjectCode: string;
  readonly standing: Standing;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly from: Date;
  readonly until: Date | null;
  readonly state: MeasureState;
  readonly delivery: DeliveryState;
  readonly isReversal: boolean;
  /** In force before anybody else had decided. */
  readonly isProvisional: boolean;
  readonly enteredAt: Date;
};

const rowOf = (row: MeasureRow, caseNumber: number, delivery: DeliveryState, now: Date): LedgerRow => ({
  id: row.id,
  key: row.key as MeasureKey,
  caseNumber,
  subjectKind: row.subjectKind as "group" | "account",
  subjectName: row.subjectName,
  subjectCode: row.subjectCode,
  standing: row.standing as Standing,
  parameters: row.parameters as Record<string, unknown>,
  from: row.from,
  until: row.until,
  state: measureStateAt({ state: row.state as MeasureState, from: row.from }, now),
  delivery,
  isReversal: row.reverses !== null,
  isProvisional: row.provisional,
  enteredAt: row.enteredAt,
});

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** Filters as the database is asked: days become instants of the installation's zone. */
export const rowsAsked = ({ from, through, ...filter }: LedgerFilter, asOf: Date): LedgerRows => ({
  ...filter,
  asOf,
  enteredFrom: from === undefined ? undefined : fromIsoDay(from),
  enteredBefore: through === undefined ? undefined : plusDays(fromIsoDay(through), 1),
});

/** A page of the ledger, newest first. Refuses: bad_cursor. */
export async function listMeasures(input: LedgerInput, now: Date): Promise<Page<LedgerRow>> {
  const { cursor, limit, ...filter } = input;
  const at = cursor === undefined ? null : place.safeParse(fromCursor(cursor, 2));
  if (at && !at.success) throw new Refused(refuse("bad_cursor"));
  const before = at?.data ? { enteredAt: new Date(at.data[0]), id: at.data[1] } : null;
  const rows = await read((tx) => ledgerPage(tx, rowsAsked(filter, now), before, limit + 1));
  const shown = rows.slice(0, limit);
  const last = shown.at(-1)?.measure;
  return {
    rows: shown.map((row) => rowOf(row.measure, row.caseNumber, row.delivery, now)),
    next: rows.length > limit && last ? toCursor([last.enteredAt.toISOString(), last.id]) : null,
  };
}

const statesOf = (deliveries: readonly { state: string }[]): DeliveryState =>
  deliveries.some(({ state }) => state === "failed")
    ? "failed"
    : deliveries.length > 0 && deliveries.every(({ state }) => state === "delivered")
      ? "delivered"
      : "queued";

/**
 * One measure with everything that explains it: report → case → decision → order → receipt → notice. Who decided is null
 * for an officer who has still to note her own view on an appeal. Refuses: missing.
 */
export async function showMeasure(by: StaffActor, measureId: string, now: Date) {
  const found = await read((tx) => measureById(tx, measureId));
  if (!found) throw new Refused(refuse("missing"));
  const policy = await policyAt(found.decision.policyNumber);
  return read(async (tx) => {
    const { measure: row, decision: decided } = found;
    const [chain, hides] = await Promise.all([chainOf(tx, row), isCovered(tx, by, row.caseId)]);
    const names = await staffNames(tx, [
      decided.proposedBy,
      ...(chain.approved ? [chain.approved.by] : []),
      ...(chain.owed?.checkedBy ? [chain.owed.checkedBy] : []),
    ]);
    const mayRead = may(by.roles, "case.evidence");
    const [items] =
      chain.owed && mayRead
        ? await openMany(tx, [
            { about: `group:${row.subjectId}`, purpose: `rectification:${row.id}:items`, sealed: chain.owed.items },
          ])
        : [null];
    const { legal, incident, authority } = row.grounds as { legal: Citation[] } & Partial<Cause>;
    const delivered = chain.deliveries;
    const state = measureStateAt({ state: row.state as MeasureState, from: row.from }, now);
    const isHolding = state === "in_force";
    const verdicts = chain.owed ? rectificationVerdicts(chain.owed.state as RectificationState) : [];
    const sent = statesOf(delivered.filter(({ type }) => type === "measure.ordered"));
    const delivery = state === "cancelled" ? "cancelled" : (row.delivery as DeliveryState);
    return {
      ...rowOf(row, decided.caseNumber, delivery === "queued" ? sent : delivery, now),
      version: row.version,
      subjectId: row.subjectId,
      endedAt: row.endedAt,
      endedAs: row.endedAs,
      reverses: row.reverses,
      reversedBy: chain.reversal?.id ?? null,
      reports: { count: chain.reports?.count ?? 0, first: chain.reports?.first ? new Date(chain.reports.first) : null },
      decision: {
        id: decided.id,
        round: decided.round,
        state: decided.state,
        at: decided.effectiveAt ?? decided.proposedAt,
        by: hides ? null : (names.get(decided.proposedBy) ?? ""),
        approvedBy: chain.approved?.verdict === "approved" && !hides ? (names.get(chain.approved.by) ?? "") : null,
        approvedAt: chain.approved?.verdict === "approved" && !hides ? chain.approved.at : null,
        policyLabel: policy.document.label,
        clauses: decided.clauses.flatMap((key) => {
          const leaf = leafOf(policy, key);
          return leaf ? [{ clause: leaf.clause, names: leaf.names }] : [];
        }),
        legal: legal.map(citationText),
        incident: incident ?? null,
        authority: authority ?? null,
      },
      orders: chain.orders.map((order) => ({
        id: order.id,
        type: order.type,
        at: order.at,
        receipt: order.receipt,
        receiptAt: order.receiptAt,
        delivery: order.cancelledAt
          ? ("cancelled" as const)
          : statesOf(delivered.filter(({ messageId }) => messageId === order.id)),
        endpoints: delivered.filter(({ messageId }) => messageId === order.id).length,
      })),
      // As long as it can be taken back, and once it was, nobody can open it.
      notice:
        chain.issued && !["pending", "cancelled"].includes(state)
          ? {
              issuedAt: chain.issued.issuedAt,
              url: mayRead && !hides ? new URL(noticeUrl(chain.issued.id)).pathname : null,
            }
          : null,
      rectification: chain.owed
        ? {
            state: chain.owed.state as RectificationState,
            dueAt: chain.owed.dueAt,
            items: items ? (JSON.parse(items) as string[]) : null,
            submittedAt: chain.owed.submittedAt,
            checkedBy: chain.owed.checkedBy ? (names.get(chain.owed.checkedBy) ?? "") : null,
            checkedAt: chain.owed.checkedAt,
          }
        : null,
      may: {
        answer: may(by.roles, "rectification.check"),
        lift: isHolding && may(by.roles, "measure.lift"),
        reverse: isHolding && !row.provisional && may(by.roles, "measure.reverse"),
        check: isHolding && verdicts.length > 0 && may(by.roles, "rectification.check"),
      },
      /** What a re-check may find now. */
      verdicts,
    };
  });
}
