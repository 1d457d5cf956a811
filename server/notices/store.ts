import { desc, eq, inArray, isNotNull, lt, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { noticeSet, report } from "../../db/schema";
import { type NoticeSet, NoticeTexts, openStates } from "./contract";
import { builtInTexts } from "./default";
import type { Draft, Standing } from "./rules";

type Row = typeof noticeSet.$inferSelect;

/** The texts of a row; those that came with a later release than the row are the built-in ones. */
const textsOf = (row: Pick<Row, "texts">): NoticeTexts => NoticeTexts.parse({ ...builtInTexts, ...row.texts });

const toDraft = (row: Row): Draft => ({
  id: row.id,
  state: row.state,
  number: row.number,
  label: row.label,
  texts: textsOf(row),
  sha256: row.sha256,
  basedOn: row.basedOn,
  drafters: row.drafters,
  version: row.version,
});

/** A draft with who saved, proposed or returned it, and when. */
export type OpenDraft = Draft &
  Pick<Row, "savedBy" | "savedAt" | "proposedBy" | "proposedAt" | "settledBy" | "settledAt" | "reason">;
const toOpen = (row: Row): OpenDraft => {
  const { savedBy, savedAt, proposedBy, proposedAt, settledBy, settledAt, reason } = row;
  return { ...toDraft(row), savedBy, savedAt, proposedBy, proposedAt, settledBy, settledAt, reason };
};

export async function lastNumber(tx: Reader): Promise<number> {
  const [row] = await tx
    .select({ number: noticeSet.number })
    .from(noticeSet)
    .where(isNotNull(noticeSet.number))
    .orderBy(desc(noticeSet.number))
    .limit(1);
  return row?.number ?? 0;
}

export async function findSet(tx: Reader, number: number): Promise<NoticeSet | null> {
  const [row] = await tx.select().from(noticeSet).where(eq(noticeSet.number, number));
  return row ? { number, label: row.label, sha256: row.sha256, texts: textsOf(row) } : null;
}

export async function openDraft(tx: Reader): Promise<OpenDraft | null> {
  const [row] = await tx
    .select()
    .from(noticeSet)
    .where(inArray(noticeSet.state, [...openStates]));
  return row ? toOpen(row) : null;
}

/** What bears on every move, locked: the version in force first, so that two acts on the texts come one after another. */
export async function lockStanding(tx: Tx): Promise<Standing> {
  const [row] = await tx.select().from(noticeSet).where(eq(noticeSet.state, "published")).for("update");
  const labelled = await tx.select({ label: noticeSet.label }).from(noticeSet).where(isNotNull(noticeSet.number));
  return {
    inForce: row
      ? {
          id: row.id,
          version: row.version,
          number: row.number as number,
          label: row.label,
          sha256: row.sha256,
          texts: textsOf(row),
        }
      : null,
    labels: labelled.map(({ label }) => label),
  };
}

export async function lockDraft(tx: Tx, id: string): Promise<Draft | null> {
  const [row] = await tx.select().from(noticeSet).where(eq(noticeSet.id, id)).for("update");
  return row ? toDraft(row) : null;
}

export async function insertSet(tx: Tx, row: typeof noticeSet.$inferInsert): Promise<void> {
  await tx.insert(noticeSet).values(row);
}

export async function saveSet(tx: Tx, id: string, change: Partial<Row>): Promise<void> {
  await tx.update(noticeSet).set(change).where(eq(noticeSet.id, id));
}

/** Names of the people behind `staff:<id>`, by that reference; others are missing. */
export async function namesOf(tx: Reader, refs: readonly string[]): Promise<Map<string, string>> {
  if (refs.length === 0) return new Map();
  const rows = await tx.execute<{ ref: string; name: string }>(
    sql`select 'staff:' || id as ref, name from staff where 'staff:' || id in ${[...new Set(refs)]}`,
  );
  return new Map(rows.map(({ ref, name }) => [ref, name]));
}

/** Published versions below `before`, newest first. */
export async function listSets(tx: Reader, before: number, limit: number) {
  const rows = await tx
    .select({
      number: noticeSet.number,
      label: noticeSet.label,
      sha256: noticeSet.sha256,
      drafters: noticeSet.drafters,
      publishedBy: noticeSet.settledBy,
      publishedAt: noticeSet.settledAt,
    })
    .from(noticeSet)
    .where(lt(noticeSet.number, before))
    .orderBy(desc(noticeSet.number))
    .limit(limit);
  return rows.map((row) => ({
    ...row,
    number: row.number as number,
    publishedBy: row.publishedBy as string,
    publishedAt: row.publishedAt as Date,
  }));
}

/** The newest reports of all whose reporters are known, sealed: for comparing only. */
export const newestReporters = (tx: Reader, limit: number) =>
  tx
    .select({ id: report.id, about: report.about, reporter: report.reporter })
    .from(report)
    .where(isNotNull(report.reporter))
    .orderBy(desc(report.receivedAt), desc(report.id))
    .limit(limit);
