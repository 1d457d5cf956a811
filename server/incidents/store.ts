import { and, asc, desc, eq, gt, inArray, lt, lte, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../db/client";
import { incident, incidentRow, staff } from "../../db/schema";
import { type IncidentFigures, type IncidentRowState, type IncidentState, incidentRowStates } from "./contract";

export type IncidentRecord = typeof incident.$inferSelect;
export type IncidentRowRecord = typeof incidentRow.$inferSelect;
type NewIncident = Omit<typeof incident.$inferInsert, "number">;

export async function insertIncident(tx: Tx, row: NewIncident): Promise<number> {
  const [made] = await tx.insert(incident).values(row).returning({ number: incident.number });
  return made?.number as number;
}

export async function saveIncident(tx: Tx, id: string, change: Partial<IncidentRecord>): Promise<void> {
  await tx.update(incident).set(change).where(eq(incident.id, id));
}

export async function lockIncident(tx: Tx, id: string): Promise<IncidentRecord | null> {
  const [row] = await tx.select().from(incident).where(eq(incident.id, id)).for("update");
  return row ?? null;
}

/** One incident by number or id. */
export async function incidentBy(
  tx: Reader,
  name: { number: number } | { id: string },
): Promise<IncidentRecord | null> {
  const where = "number" in name ? eq(incident.number, name.number) : eq(incident.id, name.id);
  const [row] = await tx.select().from(incident).where(where);
  return row ?? null;
}

/**
 * Pieces of the work on one incident go on side by side; whatever ends or turns it waits for them, and those that come
 * after wait for it. An advisory lock, because its queue is fair: pieces that follow one another cannot keep a stop out.
 */
const lockKey = (id: string) => sql`hashtextextended(${`incident:${id}`}, 0)`;
export async function shareIncident(tx: Tx, id: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${lockKey(id)})`);
}
export async function holdIncident(tx: Tx, id: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${lockKey(id)})`);
}

/** The list of a draft, in place of the one before. */
export async function replaceRows(tx: Tx, incidentId: string, subjectIds: readonly string[]): Promise<void> {
  await tx.delete(incidentRow).where(eq(incidentRow.incidentId, incidentId));
  await tx.execute(sql`
    insert into incident_row (incident_id, ordinal, subject_id, state)
    select ${incidentId}::uuid, place::int, id, 'waiting'
    from unnest(${sql.param(subjectIds as string[])}::uuid[]) with ordinality as given (id, place)`);
}

/** Ids of an incident's subjects, in its order. At most as many as an incident holds. */
export async function subjectIdsOf(tx: Reader, incidentId: string): Promise<string[]> {
  const rows = await tx
    .select({ id: incidentRow.subjectId })
    .from(incidentRow)
    .where(eq(incidentRow.incidentId, incidentId))
    .orderBy(asc(incidentRow.ordinal));
  return rows.map(({ id }) => id);
}

/** The next rows in this state that no other worker has in hand, locked. */
export const takeRows = (
  tx: Tx,
  incidentId: string,
  state: IncidentRowState,
  limit: number,
): Promise<IncidentRowRecord[]> =>
  tx
    .select()
    .from(incidentRow)
    .where(and(eq(incidentRow.incidentId, incidentId), eq(incidentRow.state, state)))
    .orderBy(asc(incidentRow.ordinal))
    .limit(limit)
    .for("update", { skipLocked: true });

export async function saveRow(
  tx: Tx,
  { incidentId, ordinal }: Pick<IncidentRowRecord, "incidentId" | "ordinal">,
  change: Partial<Omit<IncidentRowRecord, "incidentId" | "ordinal" | "subjectId">>,
): Promise<void> {
  await tx
    .update(incidentRow)
    .set(change)
    .where(and(eq(incidentRow.incidentId, incidentId), eq(incidentRow.ordinal, ordinal)));
}

const nothing = Object.fromEntries(incidentRowStates.map((state) => [state, 0])) as IncidentFigures;

/** How many subjects are in which state, of each of these incidents. */
export async function figuresOf(tx: Reader, ids: readonly string[]): Promise<Map<string, IncidentFigures>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: incidentRow.incidentId, state: incidentRow.state, count: sql<number>`count(*)::int` })
    .from(incidentRow)
    .where(inArray(incidentRow.incidentId, [...ids]))
    .groupBy(incidentRow.incidentId, incidentRow.state);
  const figures = new Map<string, IncidentFigures>(ids.map((id) => [id, nothing]));
  for (const { id, state, count } of rows) figures.set(id, { ...(figures.get(id) ?? nothing), [state]: count });
  return figures;
}

/** Why subjects were left out or kept, and how often. */
export const causesOf = (tx: Reader, incidentId: string) =>
  tx
    .select({ state: incidentRow.state, cause: incidentRow.cause, count: sql<number>`count(*)::int` })
    .from(incidentRow)
    .where(and(eq(incidentRow.incidentId, incidentId), sql`${incidentRow.cause} is not null`))
    .groupBy(incidentRow.state, incidentRow.cause)
    .orderBy(desc(sql`count(*)`), asc(incidentRow.cause));

/** Incidents, newest first, after a place in that order. */
export const incidentsPage = (tx: Reader, state: IncidentState | undefined, before: number | null, limit: number) =>
  tx
    .select()
    .from(incident)
    .where(and(state && eq(incident.state, state), before === null ? undefined : lt(incident.number, before)))
    .orderBy(sql`${incident.number} desc`)
    .limit(limit);

/** Subjects of an incident in its order, after a place. */
export const rowsPage = (
  tx: Reader,
  incidentId: string,
  state: IncidentRowState | undefined,
  after: number,
  limit: number,
) =>
  tx
    .select()
    .from(incidentRow)
    .where(
      and(
        eq(incidentRow.incidentId, incidentId),
        state && eq(incidentRow.state, state),
        gt(incidentRow.ordinal, after),
      ),
    )
    .orderBy(asc(incidentRow.ordinal))
    .limit(limit);

/** What the worker has to go on with, oldest first. */
export const atWork = (tx: Reader, limit: number) =>
  tx
    .select({ id: incident.id, state: incident.state })
    .from(incident)
    .where(sql`${incident.state} in ('running', 'reversing')`)
    .orderBy(asc(incident.number))
    .limit(limit);

export const lapsedIds = (tx: Reader, now: Date, limit: number) =>
  tx
    .select({ id: incident.id })
    .from(incident)
    .where(and(eq(incident.state, "proposed"), lte(incident.lapsesAt, now)))
    .orderBy(asc(incident.lapsesAt))
    .limit(limit);

/** Names of colleagues, by id. */
export async function namesOf(tx: Reader, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await tx.select({ id: staff.id, name: staff.name }).from(staff).where(inArray(staff.id, wanted));
  return new Map(rows.map(({ id, name }) => [id, name]));
}
