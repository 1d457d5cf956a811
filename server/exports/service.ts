import type { Reader } from "../../db/client";
import { disclose } from "../disclose";
import type { StaffActor } from "../kernel/actor";
import { isoDay } from "../kernel/calendar";
import { csvPieces } from "../kernel/cells";
import { newId } from "../kernel/id";
import { Refused } from "../kernel/refusal";
import { workbookPieces } from "../kernel/workbook";
import { readSnapshot } from "../read";
import { type ExportFormat, refuse } from "./contract";
import { type Exported, exported } from "./rules";
import { type Spooled, spool } from "./spool";

const batchRows = 500;
/** Exports that one process makes at a time: each holds a connection and a file. */
const exportLimit = 2;
let running = 0;

/** A table as a file holds it: every cell is a text. */
export type ExportedTable = Pick<Exported, "action" | "asked"> & {
  /** The file's name is `name-2026-11-22.csv`. */
  readonly name: string;
  /** What the sheet of a workbook is called. */
  readonly title: string;
  readonly header: readonly string[];
  /** The rows in batches, all read from the one state of the database that `tx` sees. */
  readonly rows: (tx: Reader) => AsyncIterable<readonly (readonly string[])[]>;
};

export type ExportedFile = {
  readonly name: string;
  readonly rows: number;
  readonly file: Spooled;
};

/** Pages by keyset until one is not full, however many there are. `page` is asked with the last row before it. */
export async function* pages<Row>(
  page: (last: Row | null, limit: number) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let last: Row | null = null; ; ) {
    const rows: readonly Row[] = await page(last, batchRows);
    if (rows.length > 0) yield rows;
    if (rows.length < batchRows) return;
    last = rows.at(-1) ?? null;
  }
}

/**
 * A file of every row of a table, however many: made on disk from one state of the database, then logged with its
 * number of rows and its hash, and only then given away. Refuses: busy.
 *
 * @returns the file, which the caller reads or closes.
 */
export async function exportTable(
  by: StaffActor,
  { action, asked, name, title, header, rows }: ExportedTable,
  format: ExportFormat,
  now: Date,
): Promise<ExportedFile> {
  if (running >= exportLimit) throw new Refused(refuse("busy"));
  running++;
  try {
    let count = 0;
    const file = await readSnapshot((tx) => {
      const counted = async function* () {
        for await (const batch of rows(tx)) {
          count += batch.length;
          yield batch;
        }
      };
      return spool(
        format === "csv"
          ? csvPieces(header, counted())
          : workbookPieces(title, header, counted(), { creator: "Docket", at: now }),
      );
    });
    try {
      await disclose(
        by,
        now,
        async () => exported(newId(now), { action, format, asked, rows: count, sha256: file.sha256 }),
        async () => undefined,
      );
    } catch (error) {
      await file.close();
      throw error;
    }
    return { name: `${name}-${isoDay(now)}.${format}`, rows: count, file };
  } finally {
    running--;
  }
}
