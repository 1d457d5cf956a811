import type { Reader } from "../../db/client";
import type { StaffActor } from "../kernel/actor";
import { fromCursor, type Page, toCursor } from "../kernel/cursor";
import { Refused } from "../kernel/refusal";
import { viewing } from "../oversight/service/viewing";
import { read } from "../read";
import { type EntriesAbout, type ListEntries, pageRows, refuse } from "./contract";
import { formatProofFile } from "./proof-file";
import { lastCheckpoint } from "./published";
import { readsWholeLog } from "./rules";
import { aboutQuery } from "./store-about";
import { signedSize } from "./store-checkpoint";
import { type EntryRow, entriesQuery, entryById, keptFields, namesFor, staffNames } from "./store-list";
import { proveInclusion } from "./tree-store";
import { entrySummary, entryView } from "./view";

const id = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id that a cursor holds; null for the first page. */
function placeOf(cursor: string | null | undefined): string | null {
  if (!cursor) return null;
  const [place] = fromCursor(cursor, 1) ?? [];
  if (typeof place !== "string" || !id.test(place)) throw new Refused(refuse("cursor"));
  return place;
}

type EntryPage = Page<ReturnType<typeof entrySummary>>;

/** The rows of a page, and one more where there is another page. */
async function pageOf(tx: Reader, rows: readonly EntryRow[]): Promise<EntryPage> {
  const page = rows.slice(0, pageRows);
  const [names, signed] = await Promise.all([namesFor(tx, page), signedSize(tx)]);
  return {
    rows: page.map((row) => entrySummary(row, names, signed)),
    next: rows.length > pageRows ? toCursor([page.at(-1)?.id ?? null]) : null,
  };
}

/**
 * Entries that this person may read, newest first; those by or about a colleague once a second person has said yes.
 * Refuses: cursor, oversight's closed.
 */
export const listEntries = (by: StaffActor, { cursor, ...filter }: ListEntries, now: Date): Promise<EntryPage> =>
  viewing(by, [filter.actor, filter.subject], now, async (tx) => {
    const before = placeOf(cursor);
    const casesOnly = !readsWholeLog(by.roles);
    return pageOf(tx, await entriesQuery(tx, { ...filter, casesOnly, before }, pageRows + 1));
  });

/** What this person may read about a group or an account, its cases and measures included, newest first. Refuses: cursor. */
export const entriesAbout = (by: StaffActor, { cursor, ...about }: EntriesAbout): Promise<EntryPage> =>
  read(async (tx) => pageOf(tx, await aboutQuery(tx, about, !readsWholeLog(by.roles), placeOf(cursor), pageRows + 1)));

/** An entry with its leaf, if this person may read it. */
async function readable(tx: Reader, by: StaffActor, entryId: string) {
  const found = await entryById(tx, entryId);
  if (!found || (found.event.caseId === null && !readsWholeLog(by.roles))) throw new Refused(refuse("missing"));
  return found;
}

/**
 * The proof that an entry is in the log as it was signed last, with the name of its file.
 * Refuses: missing, not_published, not_signed.
 */
export async function proofOfEntry(by: StaffActor, entryId: string): Promise<{ name: string; text: string }> {
  const { log, size, note } = await lastCheckpoint();
  return read(async (tx) => {
    const { leaf } = await readable(tx, by, entryId);
    if (!leaf || BigInt(leaf.index) >= size) throw new Refused(refuse("not_signed"));
    const index = BigInt(leaf.index);
    const hashes = await proveInclusion(tx, log, index, size);
    return { name: `${index}.tlog-proof`, text: formatProofFile({ index, hashes, note, extra: leaf.envelope }) };
  });
}

/** One entry with body and leaf. Refuses: missing, which is also the answer for what this person may not read. */
export const getEntry = (by: StaffActor, entryId: string): Promise<ReturnType<typeof entryView>> =>
  read(async (tx) => {
    const found = await readable(tx, by, entryId);
    const names = await namesFor(tx, [found.event]);
    return entryView(found, await keptFields(tx, entryId), names, await signedSize(tx));
  });

/** What the filters of the list can choose from. */
export const filterChoices = () =>
  read(async (tx) => ({ staff: (await staffNames(tx)).map(({ id, name }) => ({ ref: `staff:${id}`, name })) }));
