import { and, desc, eq, gte, isNotNull, lt, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { account, apiKey, auditEvent, auditLeaf, auditPrivateField, caseRow, group, staff } from "../../db/schema";
import { fromIsoDay, plusDays } from "../kernel/calendar";
import type { ListEntries } from "./contract";
import { firstIdAt } from "./rules";
import { openLog } from "./store";

export type EntryFilter = Omit<ListEntries, "cursor"> & {
  /** Only what belongs to a case. */
  readonly casesOnly: boolean;
  /** Events before this id, in the order of ids. */
  readonly before: string | null;
};

function conditions(filter: EntryFilter): SQL[] {
  const { kind, action, actor, subject, from, through } = filter;
  const split = subject ? subject.indexOf(":") : -1;
  return [
    kind ? eq(auditEvent.kind, kind) : null,
    action ? eq(auditEvent.action, action) : null,
    actor ? eq(auditEvent.actorRef, actor) : null,
    subject ? eq(auditEvent.subjectKind, subject.slice(0, split)) : null,
    subject ? eq(auditEvent.subjectId, subject.slice(split + 1)) : null,
    filter.case
      ? sql`${auditEvent.caseId} = (select ${caseRow.id} from ${caseRow} where ${caseRow.number} = ${filter.case})`
      : null,
    from ? gte(auditEvent.id, firstIdAt(fromIsoDay(from))) : null,
    through ? lt(auditEvent.id, firstIdAt(plusDays(fromIsoDay(through), 1))) : null,
    filter.casesOnly ? isNotNull(auditEvent.caseId) : null,
    filter.before ? lt(auditEvent.id, filter.before) : null,
  ].filter((condition) => condition !== null);
}

export const shown = {
  id: auditEvent.id,
  kind: auditEvent.kind,
  action: auditEvent.action,
  subjectKind: auditEvent.subjectKind,
  subjectId: auditEvent.subjectId,
  caseId: auditEvent.caseId,
  actorRef: auditEvent.actorRef,
  occurredAt: auditEvent.occurredAt,
  /** Null while it waits for its leaf. */
  index: auditLeaf.index,
};

/** An entry's leaf in the open log: every entry has one there, or waits for it. */
export const leafOfEvent = and(eq(auditLeaf.eventId, auditEvent.id), eq(auditLeaf.log, openLog));

/** Entries, newest first. */
export const entriesQuery = (tx: Reader, filter: EntryFilter, limit: number) =>
  tx
    .select({ ...shown, pub: sql<Record<string, unknown>>`${auditEvent.bodyJson} -> 'pub'` })
    .from(auditEvent)
    .leftJoin(auditLeaf, leafOfEvent)
    .where(and(...conditions(filter)))
    .orderBy(desc(auditEvent.id))
    .limit(limit);

export type EntryRow = Awaited<ReturnType<typeof entriesQuery>>[number];

/** One event whole, with its leaf. */
export async function entryById(tx: Reader, id: string) {
  const [row] = await tx
    .select({ event: auditEvent, leaf: auditLeaf })
    .from(auditEvent)
    .leftJoin(auditLeaf, leafOfEvent)
    .where(eq(auditEvent.id, id));
  return row;
}

/** Names of an event's private fields that are still kept. */
export async function keptFields(tx: Reader, eventId: string): Promise<string[]> {
  const rows = await tx
    .select({ name: auditPrivateField.name })
    .from(auditPrivateField)
    .where(eq(auditPrivateField.eventId, eventId));
  return rows.map((row) => row.name);
}

/** How people call what the log names by pseudonymous ids. */
export type Names = {
  /** Ids of staff and of API keys → their names. */
  readonly named: ReadonlyMap<string, string>;
  /** Case ids → numbers. */
  readonly cases: ReadonlyMap<string, number>;
  /** Ids of groups and accounts → their codes. */
  readonly codes: ReadonlyMap<string, string>;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const among = (ids: readonly string[]) => sql`any (${`{${ids.join(",")}}`}::uuid[])`;

/** Looks up the names for some entries: a statement for each kind of thing that occurs. */
export async function namesFor(
  tx: Reader,
  rows: readonly Pick<EntryRow, "actorRef" | "subjectKind" | "subjectId" | "caseId">[],
): Promise<Names> {
  const idsOf = (kind: string) => rows.flatMap((row) => (row.subjectKind === kind ? [row.subjectId] : []));
  const actorsOf = (kind: string) =>
    rows.flatMap(({ actorRef }) => (actorRef.startsWith(`${kind}:`) ? [actorRef.slice(kind.length + 1)] : []));
  const caseIds = [...idsOf("case"), ...rows.flatMap(({ caseId }) => caseId ?? [])];
  const found = <Row>(given: readonly string[], ask: (list: SQL) => PromiseLike<Row[]>) => {
    const ids = [...new Set(given)].filter((id) => uuid.test(id));
    return ids.length > 0 ? ask(among(ids)) : [];
  };
  const [staffRows, keys, caseRows, groups, accounts] = await Promise.all([
    found([...idsOf("staff"), ...actorsOf("staff")], (list) =>
      tx.select({ id: staff.id, name: staff.name }).from(staff).where(sql`${staff.id} = ${list}`),
    ),
    found([...idsOf("key"), ...actorsOf("key")], (list) =>
      tx.select({ id: apiKey.id, name: apiKey.name }).from(apiKey).where(sql`${apiKey.id} = ${list}`),
    ),
    found(caseIds, (list) =>
      tx.select({ id: caseRow.id, number: caseRow.number }).from(caseRow).where(sql`${caseRow.id} = ${list}`),
    ),
    found(idsOf("group"), (list) =>
      tx.select({ id: group.id, code: group.code }).from(group).where(sql`${group.id} = ${list}`),
    ),
    found(idsOf("account"), (list) =>
      tx.select({ id: account.id, code: account.code }).from(account).where(sql`${account.id} = ${list}`),
    ),
  ]);
  return {
    named: new Map([...staffRows, ...keys].map((row) => [row.id, row.name])),
    cases: new Map(caseRows.map((row) => [row.id, row.number])),
    codes: new Map([...groups, ...accounts].map((row) => [row.id, row.code])),
  };
}

/** Staff, for the filter by actor; at most 500, by name. */
export const staffNames = (tx: Reader) =>
  tx.select({ id: staff.id, name: staff.name }).from(staff).orderBy(staff.name, staff.id).limit(500);
