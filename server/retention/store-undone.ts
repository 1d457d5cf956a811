import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { account, erasure, group, report, staff } from "../../db/schema";
import type { ErasureGround, KeptKind } from "./contract";
import type { Decided } from "./rules";

const idsOf = (decided: readonly Decided[], kind: KeptKind) =>
  decided.filter((each) => each.kind === kind).map(({ id }) => id);

/** Which of these subjects are in the database, and are not erased there: `account:<id>` … */
export async function notErased(tx: Reader, decided: readonly Decided[]): Promise<Set<string>> {
  const [accounts, groups, reporters] = [
    idsOf(decided, "account"),
    idsOf(decided, "group"),
    idsOf(decided, "reporter"),
  ];
  const found = await Promise.all([
    accounts.length > 0
      ? tx
          .select({ id: account.id })
          .from(account)
          .where(and(inArray(account.id, accounts), isNull(account.erasedAt)))
      : [],
    groups.length > 0
      ? tx
          .select({ id: group.id })
          .from(group)
          .where(and(inArray(group.id, groups), isNull(group.erasedAt)))
      : [],
    reporters.length > 0
      ? tx
          .select({ id: report.id })
          .from(report)
          .where(and(inArray(report.id, reporters), sql`${report.about} = 'reporter:' || ${report.reporterRef}`))
      : [],
  ]);
  const kinds = ["account", "group", "reporter"] as const;
  return new Set(found.flatMap((rows, at) => rows.map(({ id }) => `${kinds[at]}:${id}`)));
}

/** What the database says of proposals with these ids. */
export async function statesOf(tx: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: erasure.id, state: erasure.state })
    .from(erasure)
    .where(inArray(erasure.id, [...ids]));
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** Erasures that the database knows as confirmed since after a moment. */
export async function confirmedSince(tx: Reader, since: Date): Promise<Decided[]> {
  const rows = await tx
    .select()
    .from(erasure)
    .where(and(eq(erasure.state, "confirmed"), gt(erasure.settledAt, since)))
    .orderBy(erasure.settledAt, erasure.id);
  return rows.flatMap(({ id, subjectKind, subjectId, ground, proposedBy, proposedAt, settledBy, settledAt }) =>
    settledBy && settledAt
      ? [
          {
            erasure: id,
            kind: subjectKind as KeptKind,
            id: subjectId,
            ground: ground as ErasureGround,
            proposedBy,
            proposedAt,
            confirmedBy: settledBy,
            at: settledAt,
          },
        ]
      : [],
  );
}

export async function staffNames(tx: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: staff.id, name: staff.name })
    .from(staff)
    .where(inArray(staff.id, [...new Set(ids)]));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/**
 * Puts the decision of the two people back, where the restored database has none or has it waiting: under its own id,
 * or under `otherwise` where it was answered differently since. A proposal that waits under another id is over.
 *
 * @param eventId of the entry that erases again: the one that proposed may be lost.
 * @returns the id under which it is confirmed.
 */
export async function confirmAgain(tx: Tx, decided: Decided, otherwise: string, eventId: string, now: Date) {
  const { erasure: known, kind, id: subjectId, ground, proposedBy, proposedAt, confirmedBy, at } = decided;
  const state = (await statesOf(tx, [known])).get(known);
  const id = state === undefined || state === "pending" ? known : otherwise;
  await tx
    .update(erasure)
    .set({ state: "lapsed", settledAt: now })
    .where(
      and(
        eq(erasure.subjectKind, kind),
        eq(erasure.subjectId, subjectId),
        eq(erasure.state, "pending"),
        sql`${erasure.id} <> ${known}::uuid`,
      ),
    );
  if (state !== "pending")
    await tx
      .insert(erasure)
      .values({ id, subjectKind: kind, subjectId, ground, state: "pending", proposedBy, proposedAt, eventId });
  await tx.update(erasure).set({ state: "confirmed", settledBy: confirmedBy, settledAt: at }).where(eq(erasure.id, id));
  return id;
}
