import { readFile, stat } from "node:fs/promises";
import { NewReport, type Received, receiveLimit } from "../../cases/receive-contract";
import { receiveReports } from "../../cases/service/receive";
import { isDemoMode } from "../../config";
import { bulkLimitBytes, refuse as refuseHttp } from "../../http/contract";
import { faultsOf } from "../../http/faults";
import type { OperatorActor, Source } from "../../kernel/actor";
import type { Refusal } from "../../kernel/refusal";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { type ConnectionFormat, refuse } from "../contract";
import type { ImportMap } from "../import-contract";
import { mapRow } from "../rules-import";
import { openConnection } from "../store";
import { FileFault, rowsOf } from "./import-rows";
import { takePayload } from "./payload";

/** read = received + known + refused, to the row. */
export type ImportCounts = {
  read: number;
  /** Stored now. Of these `repeats` are the same reporter about the same thing again. */
  received: number;
  repeats: number;
  /** Had been received before under the same external id. */
  known: number;
  refused: number;
};

export type ImportRun = {
  /** Checks every row and stores nothing. */
  readonly isDryRun: boolean;
  /** Called for each refused row: where it stands, and why. Never with what it says. */
  readonly onRefused: (place: string, refusal: Refusal) => void;
  readonly onProgress: (counts: ImportCounts) => void;
};

export const operator: OperatorActor = { kind: "operator", command: "import" };
const nothing = (): ImportCounts => ({ read: 0, received: 0, repeats: 0, known: 0, refused: 0 });

function count(counts: ImportCounts, place: string, result: Received, run: ImportRun): void {
  counts.read++;
  if (!result.ok) {
    counts.refused++;
    run.onRefused(place, result.refusal);
  } else if (result.isReplay) counts.known++;
  else {
    counts.received++;
    if (result.duplicate) counts.repeats++;
  }
}

type Pending = { readonly place: string; readonly report: NewReport };

/**
 * Brings the rows of CSV or NDJSON files in by a mapping, 500 in a transaction, in order; memory holds one batch.
 * A row with an external id that came in before under the mapping's name is not stored again.
 *
 * @param now called for each batch: reports arrive when they arrive.
 * @throws FileFault for a file that cannot be read; what was read before it stays.
 */
export async function importRows(
  files: readonly string[],
  map: ImportMap,
  now: () => Date,
  run: ImportRun,
): Promise<ImportCounts> {
  const counts = nothing();
  let batch: Pending[] = [];
  const flush = async () => {
    const reports = batch.map(({ report }) => report);
    const received = await receiveReports(operator, reports, now(), {
      origin: `import:${map.name}`,
      isPreview: run.isDryRun,
    });
    for (const [at, { place }] of batch.entries()) count(counts, place, received[at] as Received, run);
    batch = [];
    run.onProgress(counts);
  };
  for (const file of files)
    for await (const each of rowsOf(file, map)) {
      const place = `${file}, row ${(each.ok ? each.row.number : each.number) + 1}`;
      if (!each.ok) {
        count(counts, place, { ok: false, refusal: each.refusal }, run);
        continue;
      }
      const given = mapRow(map, each.row);
      const checked = NewReport.safeParse(given);
      if (checked.success) batch.push({ place, report: checked.data });
      else {
        const refusal = refuseHttp("fields", {}, faultsOf(checked.error.issues, given));
        count(counts, place, { ok: false, refusal }, run);
      }
      if (batch.length >= receiveLimit) await flush();
    }
  if (batch.length > 0) await flush();
  return counts;
}

/** Whence the payloads of an import come: a connection, or nobody's and a stated source. Refuses: unknown_connection. */
export async function importOrigin(format: ConnectionFormat, connection: string | undefined, source: Source) {
  if (connection === undefined) return { id: `import-${format}`, format, source };
  const found = await read((tx) => openConnection(tx, connection, isDemoMode()));
  if (!found || found.format !== format) throw new Refused(refuse("unknown_connection", { format, connection }));
  return { id: found.id, format, source: found.source };
}

/** Brings payloads of another system in, one a file of at most 20 MiB. Throws FileFault as `importRows` does. */
export async function importPayloads(
  files: readonly string[],
  origin: { readonly id: string; readonly format: ConnectionFormat; readonly source: Source },
  now: () => Date,
  run: Omit<ImportRun, "isDryRun">,
): Promise<ImportCounts> {
  const counts = nothing();
  for (const file of files) {
    const found = await stat(file).catch(() => null);
    if (!found?.isFile()) throw new FileFault(`${file}: there is no such file`);
    if (found.size > bulkLimitBytes) throw new FileFault(`${file}: is larger than ${bulkLimitBytes} bytes`);
    const { entries } = await takePayload(operator, origin, await readFile(file), now(), false);
    for (const { pointer, result } of entries)
      count(counts, `${file}${pointer && `#${pointer}`}`, result, { ...run, isDryRun: false });
    run.onProgress(counts);
  }
  return counts;
}
