import { createHash } from "node:crypto";
import type { Reader, Tx } from "../../db/client";
import type { StaffActor } from "../kernel/actor";
import { fromIsoDay, isoDay, plusMonths, zone } from "../kernel/calendar";
import { fromCursor, type Page, toCursor } from "../kernel/cursor";
import { newId } from "../kernel/id";
import { type Refusal, Refused } from "../kernel/refusal";
import { read } from "../read";
import { transact } from "../transact";
import { contentPieces, type Glossary, headOf, type LedgerRow, type LongContent, rowOf } from "./canonical";
import { excerptOf, ledgerOf, survey } from "./content";
import { type CheckKey, type DraftFiling, type FigureKey, type FileKind, refuse } from "./contract";
import { describe } from "./describe";
import { type DispositionResult, disposition } from "./disposition";
import { makeFiles } from "./documents/files";
import { checksOf, draw } from "./draw";
import { frozenHead, signIfAble } from "./freeze";
import { glossary } from "./glossary";
import { abandoned, checked, drafted, periodOf, sealed } from "./rules";
import * as store from "./store";
import { checkpointAt } from "./store-bundle";
import { endOf, fileName, filesOf, insertFiles, readParts, writeParts } from "./store-parts";

/** A ledger is at most this long. */
export const ledgerLimit = 100_000;

const insist = <T>(value: T | null, refusal: Refusal): T => {
  if (value === null) throw new Refused(refusal);
  return value;
};

const oneHash = (hashes: readonly string[]) =>
  hashes.length === 1
    ? (hashes[0] as string)
    : hashes.length === 0
      ? ""
      : createHash("sha256").update(hashes.join("\n")).digest("hex");

/** Rows of the ledger that are described and written together. */
const rowsAtOnce = 200;

/** The ledger in words, a page at a time. */
async function* ledgerPages(
  tx: Tx,
  ledger: DispositionResult["ledger"],
  words: Glossary,
): AsyncGenerator<readonly LedgerRow[]> {
  for (let from = 0; from < ledger.length; from += rowsAtOnce) {
    const rows = ledger.slice(from, from + rowsAtOnce);
    const descriptions = await describe(
      tx,
      rows.map((row) => row.measure),
    );
    yield rows.map((row, nth) => rowOf(from + nth, row, descriptions, words, oneHash));
  }
}

/**
 * Draws a draft from the log as of a checkpoint that is signed now.
 * Refuses: a period that is not over, too long or empty; a log with entries that have no leaf yet, that stands still
 * or is not signed; too many rows.
 */
export async function draftFiling(by: StaffActor, input: DraftFiling, now: Date) {
  const period = periodOf(input, now);
  if (!period.ok) throw new Refused(period.refusal);
  const head = await frozenHead(period, now);
  return transact(by, now, async (tx, settle) => {
    const drawing = await draw(tx, { start: period.start, end: period.end, log: head.log, asOfSize: head.size });
    if (drawing.result.ledger.length > ledgerLimit) throw new Refused(refuse("too-many-rows", { limit: ledgerLimit }));
    const id = newId(now);
    const number = await store.nextNumber(tx, Number(isoDay(now).slice(0, 4)));
    const { provider, office, letterNumber } = input;
    const { ledger } = drawing.result;
    const words = await glossary(ledger.map((row) => row.policy));
    const letterhead = { provider, office, letterNumber };
    const content = headOf(
      {
        number,
        letter: letterhead,
        period: { start: period.start.toISOString(), end: period.end.toISOString(), zone },
        asOf: { size: String(head.size), root: head.root },
        preparedAt: now.toISOString(),
      },
      drawing.result,
      words,
    );
    const pieces = contentPieces(content, ledgerPages(tx, ledger, words));
    const drawn = {
      asOfSize: head.size,
      asOfRoot: head.root,
      canonicalSha256: (await writeParts(tx, id, "json", pieces)).sha256,
      figures: drawing.result.figures,
    };
    const { next, eventId } = settle(drafted(id, number, input, drawn, by));
    await store.insertFiling(tx, {
      id,
      number,
      specification: disposition.key,
      specificationVersion: disposition.version,
      periodStart: period.start,
      periodEnd: period.end,
      letter: letterhead,
      state: next.state,
      log: head.log,
      ...drawn,
      checks: [],
      preparedBy: by.id,
      preparedAt: now,
      version: next.version,
      eventId,
    });
    return { number };
  });
}

const locked = async (tx: Tx, number: string) => insist(await store.lockFiling(tx, number), refuse("missing"));

/** A seal is proved by the log from which the filing was drawn, so that must still take entries. */
const insistOpen = async (tx: Tx, row: store.FilingRow): Promise<void> => {
  const { log } = await store.headOfLog(tx);
  if (log !== row.log) throw new Refused(refuse("log-closed"));
};

/** Reads the parts of a content in the transaction at hand. */
const contentIn = (tx: Reader, id: string) => readParts((work) => work(tx), id, "json");

/** Derives the draft once more and reads its content over. Refuses: changed. */
const redraw = async (tx: Tx, row: store.FilingRow) => {
  const drawing = await draw(tx, store.drawnPeriod(row));
  const surveyed = await survey(contentIn(tx, row.id), drawing.result);
  if (!surveyed.agrees || surveyed.sha256 !== row.canonicalSha256) throw new Refused(refuse("changed"));
  return { surveyed, drawing };
};

/**
 * Derives the draft once more from the same point of the log, compares, and records the checks.
 * Refuses: missing, stale, a state other than draft or checked, a log that was closed or no longer says the same.
 */
export const checkFiling = (
  by: StaffActor,
  input: { number: string; version: number; waivers: Partial<Record<CheckKey, string>> },
  now: Date,
) =>
  transact(by, now, async (tx, settle) => {
    const row = await locked(tx, input.number);
    await insistOpen(tx, row);
    const { surveyed, drawing } = await redraw(tx, row);
    const { next } = settle(checked(row, input.version, checksOf(drawing, surveyed, input.waivers)));
    await store.moveFiling(tx, next, { checkedAt: now });
    return { version: next.version };
  });

/**
 * Seals a filing for good: recomputes it, makes every file from its one content and records their hashes in the log.
 * Binds it to the signed checkpoint at its as-of size: the bundle proves every row from there.
 * Refuses: the preparer, open checks, stale, a state other than checked, a log that was closed, that no longer says the same, that
 * stands still, or that was not signed where the draft was drawn.
 */
export async function sealFiling(by: StaffActor, input: { number: string; version: number }, now: Date) {
  await signIfAble(now);
  return transact(by, now, async (tx, settle) => {
    const row = await locked(tx, input.number);
    const drawn = {
      asOfSize: row.asOfSize,
      asOfRoot: row.asOfRoot,
      canonicalSha256: row.canonicalSha256,
      figures: row.figures,
    };
    const refused = sealed(row, input.version, by, drawn, {}, now);
    if (!refused.ok) throw new Refused(refused.refusal);
    await insistOpen(tx, row);
    if (!(await checkpointAt(tx, row.asOfSize, row.asOfRoot))) throw new Refused(refuse("not-signed"));
    const { surveyed } = await redraw(tx, row);
    const content: LongContent = { ...surveyed.excerpt, ledger: () => ledgerOf(contentIn(tx, row.id)) };
    const files = await makeFiles(content, surveyed, (kind, pieces) => writeParts(tx, row.id, kind, pieces));
    const hashes = Object.fromEntries(files.map((file) => [file.kind, file.sha256])) as Record<FileKind, string>;
    const { next } = settle(sealed(row, input.version, by, drawn, hashes, now));
    await store.moveFiling(tx, next, { sealedBy: by.id, sealedAt: now });
    await insertFiles(tx, row.id, files);
    return { version: next.version };
  });
}

/** Gives a draft up. Refuses: missing, stale, a sealed filing. */
export const abandonFiling = (by: StaffActor, input: { number: string; version: number }, now: Date) =>
  transact(by, now, async (tx, settle) => {
    const row = await locked(tx, input.number);
    const { next } = settle(abandoned(row, input.version));
    await store.moveFiling(tx, next, {});
    return { version: next.version };
  });

const place = (cursor: string | null | undefined): { at: Date; id: string } | null => {
  if (!cursor) return null;
  const values = insist(fromCursor(cursor, 2), refuse("cursor"));
  const at = new Date(String(values[0]));
  if (Number.isNaN(at.getTime()) || !/^[0-9a-f-]{36}$/.test(String(values[1]))) throw new Refused(refuse("cursor"));
  return { at, id: String(values[1]) };
};

/** Filings, newest first. */
export const listFilings = (input: { cursor?: string | null; limit: number }): Promise<Page<store.FilingRow>> =>
  read(async (tx) => {
    const rows = await store.filingsPage(tx, place(input.cursor), input.limit + 1);
    const shown = rows.slice(0, input.limit);
    const last = shown.at(-1);
    return {
      rows: shown,
      next: rows.length > shown.length && last ? toCursor([last.preparedAt.toISOString(), last.id]) : null,
    };
  });

/** A filing with the beginning of its content, its files and how much of its period the log has changed since. Refuses: missing. */
export const getFiling = (number: string) =>
  read(async (tx) => {
    const row = insist(await store.filingByNumber(tx, number), refuse("missing"));
    const excerpt = await excerptOf(contentIn(tx, row.id), await endOf(tx, row.id, "json"));
    const files = await filesOf(tx, row.id);
    const changed = await store.changedSince(tx, store.drawnPeriod(row));
    const names = await store.staffNames(tx, [row.preparedBy, ...(row.sealedBy ? [row.sealedBy] : [])]);
    const isBundled = row.sealedAt !== null && (await checkpointAt(tx, row.asOfSize, row.asOfRoot)) !== null;
    return { row, excerpt, files, changed, names, isBundled };
  });

/** One file of a sealed filing, its bytes as they are asked for. Refuses: missing, file. */
export const getFile = (number: string, kind: FileKind) =>
  read(async (tx) => {
    const row = insist(await store.filingByNumber(tx, number), refuse("missing"));
    const name = insist(await fileName(tx, row.id, kind), refuse("file"));
    return { name, pieces: readParts(read, row.id, kind) };
  });

/** The entries of the log behind one figure, oldest first. Refuses: missing, cursor. */
export const rowsBehind = (input: { number: string; figure: FigureKey; cursor?: string | null; limit: number }) =>
  read(async (tx) => {
    const row = insist(await store.filingByNumber(tx, input.number), refuse("missing"));
    const rows = await store.figureRows(tx, input.figure, store.drawnPeriod(row), place(input.cursor), input.limit + 1);
    const shown = rows.slice(0, input.limit);
    const last = shown.at(-1);
    return {
      total: row.figures[input.figure],
      rows: shown,
      next: rows.length > shown.length && last ? toCursor([last.occurredAt.toISOString(), last.id]) : null,
    };
  });

/** What a new draft begins with: the calendar month before this one, and the letterhead of the last filing. */
export const draftDefaults = (now: Date) =>
  read(async (tx) => {
    const [last] = await store.filingsPage(tx, null, 1);
    const thisMonth = fromIsoDay(`${isoDay(now).slice(0, 7)}-01`);
    return {
      periodStart: isoDay(plusMonths(thisMonth, -1)),
      periodEnd: isoDay(thisMonth),
      provider: last?.letter.provider ?? "",
      office: last?.letter.office ?? "",
    };
  });
