import { sql } from "drizzle-orm";
import type { Reader } from "../../db/client";

/** A signed checkpoint, as it was published first at its size. */
export type SignedNote = { readonly origin: string; readonly size: bigint; readonly note: string };
type NoteRow = { origin: string; size: string; note: string };
const noteOf = (row: NoteRow | undefined): SignedNote | null => (row ? { ...row, size: BigInt(row.size) } : null);

/** The checkpoint of exactly this size and root; null when none was signed there. */
export async function checkpointAt(tx: Reader, size: number, root: string): Promise<SignedNote | null> {
  const [row] = await tx.execute<NoteRow>(sql`
    select origin, size::text, note from audit_checkpoint
    where size = ${size}::bigint and root = decode(${root}, 'hex') order by seq limit 1`);
  return noteOf(row);
}

/** The smallest checkpoint of a log that holds this leaf; null when none does yet. */
export async function checkpointHolding(tx: Reader, origin: string, leaf: bigint): Promise<SignedNote | null> {
  const [row] = await tx.execute<NoteRow>(sql`
    select origin, size::text, note from audit_checkpoint
    where origin = ${origin} and size > ${leaf.toString()}::bigint order by audit_checkpoint.size, seq limit 1`);
  return noteOf(row);
}

/** The last checkpoint of the open log; null when none was signed. */
export async function lastCheckpoint(tx: Reader): Promise<{ log: number; size: number; root: string } | null> {
  const [row] = await tx.execute<{ log: number; size: string; root: string }>(sql`
    select l.number as log, c.size::text, encode(c.root, 'hex') as root
    from audit_checkpoint c join audit_log l using (origin) where l.closed_at is null order by c.seq desc limit 1`);
  return row ? { ...row, size: Number(row.size) } : null;
}

/** Whether a log takes no more entries. */
export async function isClosed(tx: Reader, log: number): Promise<boolean> {
  const [row] = await tx.execute<{ closed: boolean }>(
    sql`select closed_at is not null as closed from audit_log where number = ${log}::integer`,
  );
  return row?.closed ?? true;
}

/** The filing before: sealed earlier, with an as-of checkpoint of the same log that is not larger. */
export async function previousFiling(
  tx: Reader,
  origin: string,
  { id, sealedAt, asOfSize }: { readonly id: string; readonly sealedAt: Date; readonly asOfSize: number },
): Promise<(SignedNote & { readonly filing: string }) | null> {
  const [row] = await tx.execute<NoteRow & { number: string }>(sql`
    select f.number, c.origin, c.size::text, c.note
    from filing f join audit_checkpoint c on c.origin = ${origin} and c.size = f.as_of_size and encode(c.root, 'hex') = f.as_of_root
    where f.id <> ${id}::uuid and f.as_of_size <= ${asOfSize}::bigint and f.as_of_size > 0
      and f.sealed_at < ${sealedAt.toISOString()}::timestamptz
    order by f.as_of_size desc, f.sealed_at desc, c.seq limit 1`);
  const note = noteOf(row);
  return row && note ? { ...note, filing: row.number } : null;
}

/** A leaf with what opens it, as texts: envelope and body are canonical JSON, hash and salt hex. */
export type OpenLeaf = {
  readonly index: bigint;
  readonly envelope: string;
  readonly hash: string;
  readonly body: string | null;
  readonly salt: string | null;
};
type LeafRow = { index: string; envelope: string; hash: string; body: string | null; salt: string | null };
const leafOf = (row: LeafRow): OpenLeaf => ({ ...row, index: BigInt(row.index) });
const text = (column: "l.envelope" | "e.body") => sql.raw(`convert_from(${column}, 'UTF8')`);
const kindsOf = (kinds: readonly string[]) => sql`${`{${kinds.join(",")}}`}::text[]`;

/** The leaf, in one log, of the one entry with this action about a subject, or a version of it; null while it has none. */
export async function leafOfEntry(
  tx: Reader,
  log: number,
  kind: string,
  id: string,
  action: string,
  version: number | null = null,
): Promise<OpenLeaf | null> {
  const [row] = await tx.execute<LeafRow>(sql`
    select l.index::text, ${text("l.envelope")} as envelope, encode(l.leaf_hash, 'hex') as hash,
      ${text("e.body")} as body, encode(e.salt, 'hex') as salt
    from audit_event e join audit_leaf l on l.event_id = e.id
    where l.log = ${log}::integer and e.subject_kind = ${kind} and e.subject_id = ${id} and e.action = ${action}
      and (${version}::integer is null or e.subject_version = ${version}::integer)
    order by l.index limit 1`);
  return row ? leafOf(row) : null;
}

/** Every leaf from `begin` (inclusive) to `end` (exclusive), in order; those of some kinds with what opens them. */
export async function leavesOf(
  tx: Reader,
  log: number,
  begin: bigint,
  end: bigint,
  opened: readonly string[],
): Promise<OpenLeaf[]> {
  const rows = await tx.execute<LeafRow>(sql`
    select l.index::text, ${text("l.envelope")} as envelope, encode(l.leaf_hash, 'hex') as hash,
      ${text("e.body")} as body, encode(e.salt, 'hex') as salt
    from audit_leaf l left join audit_event e on e.id = l.event_id and l.kind = any (${kindsOf(opened)})
    where l.log = ${log}::integer and l.index >= ${begin.toString()}::bigint and l.index < ${end.toString()}::bigint order by l.index`);
  return rows.map(leafOf);
}

/** The next leaves of some kinds from `begin` (inclusive) to `end` (exclusive), with what opens them. */
export async function leavesOfKinds(
  tx: Reader,
  log: number,
  begin: bigint,
  end: bigint,
  kinds: readonly string[],
  limit: number,
): Promise<OpenLeaf[]> {
  const rows = await tx.execute<LeafRow>(sql`
    select l.index::text, ${text("l.envelope")} as envelope, encode(l.leaf_hash, 'hex') as hash,
      ${text("e.body")} as body, encode(e.salt, 'hex') as salt
    from audit_leaf l join audit_event e on e.id = l.event_id
    where l.log = ${log}::integer and l.index >= ${begin.toString()}::bigint and l.index < ${end.toString()}::bigint
      and l.kind = any (${kindsOf(kinds)}) order by l.index limit ${limit}::integer`);
  return rows.map(leafOf);
}
