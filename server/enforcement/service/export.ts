import type { Reader } from "../../../db/client";
import type { Language } from "../../../messages/languages";
import { disclose } from "../../disclose";
import type { Source, StaffActor } from "../../kernel/actor";
import { isoDay } from "../../kernel/calendar";
import { csvPieces } from "../../kernel/cells";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { workbookPieces } from "../../kernel/workbook";
import { leafOf } from "../../policy/rules";
import { policyAt } from "../../policy/service";
import { readSnapshot } from "../../read";
import { type LedgerFilter, type LedgerFormat, type MeasureState, refuse } from "../contract";
import { type FiledMeasure, ledgerCells, ledgerHeader, ledgerTitle } from "../ledger-file";
import { measureStateAt } from "../rules";
import { exported } from "../rules-export";
import { type Spooled, spool } from "../spool";
import type { JudgedEvidence } from "../store-ground";
import { behindMeasures, type LedgerRows, ledgerPage } from "../store-ledger";
import { rowsAsked } from "./ledger";

const batchRows = 500;
/** Exports that one process makes at a time: each holds a connection and a file. */
const exportLimit = 2;
let running = 0;

async function filed(
  tx: Reader,
  rows: Awaited<ReturnType<typeof ledgerPage>>,
  language: Language,
  asOf: Date,
): Promise<FiledMeasure[]> {
  const behind = await behindMeasures(
    tx,
    rows.map(({ measure }) => measure.decisionId),
  );
  const numbers = [...new Set([...behind.values()].map(({ policyNumber }) => policyNumber))];
  const policies = new Map(await Promise.all(numbers.map(async (number) => [number, await policyAt(number)] as const)));
  return rows.flatMap(({ measure, caseNumber, delivery }) => {
    const decided = behind.get(measure.decisionId);
    const policy = decided && policies.get(decided.policyNumber);
    if (!decided || !policy) return [];
    return {
      measure: {
        ...measure,
        state: measureStateAt({ state: measure.state as MeasureState, from: measure.from }, asOf),
      },
      caseNumber,
      delivery,
      source: decided.source as Source,
      clauses: decided.clauses.flatMap((key) => {
        const leaf = leafOf(policy, key);
        return leaf ? `${leaf.clause} ${leaf.names[language === "en" ? "en" : "zh"]}` : [];
      }),
      policyLabel: policy.document.label,
      evidence: (decided.evidence as JudgedEvidence[]).map(({ sha256 }) => sha256),
    };
  });
}

/** All rows that a filter asks for, newest first, in batches: by keyset, however many there are. */
async function* batches(tx: Reader, asked: LedgerRows, language: Language): AsyncGenerator<FiledMeasure[]> {
  for (let before: { enteredAt: Date; id: string } | null = null; ; ) {
    const rows = await ledgerPage(tx, asked, before, batchRows);
    const last = rows.at(-1)?.measure;
    if (last) yield await filed(tx, rows, language, asked.asOf);
    if (!last || rows.length < batchRows) return;
    before = { enteredAt: last.enteredAt, id: last.id };
  }
}

export type LedgerExport = {
  readonly name: string;
  readonly rows: number;
  readonly file: Spooled;
};

/**
 * A file of every row that the list shows under this filter, however many: made on disk from one state of the database,
 * then logged with its number of rows and its hash, and only then given away. Refuses: export_busy.
 *
 * @returns the file, which the caller reads or closes.
 */
export async function exportLedger(
  by: StaffActor,
  filter: LedgerFilter,
  format: LedgerFormat,
  language: Language,
  now: Date,
): Promise<LedgerExport> {
  if (running >= exportLimit) throw new Refused(refuse("export_busy"));
  running++;
  try {
    let rows = 0;
    const file = await readSnapshot((tx) => {
      const cells = async function* () {
        for await (const batch of batches(tx, rowsAsked(filter, now), language)) {
          rows += batch.length;
          yield batch.map((row) => ledgerCells(row, language, by.roles));
        }
      };
      const header = ledgerHeader(language);
      return spool(
        format === "csv" ? csvPieces(header, cells()) : workbookPieces(ledgerTitle(language), header, cells()),
      );
    });
    try {
      const facts = { format, filter, rows, sha256: file.sha256 };
      await disclose(
        by,
        now,
        async () => exported(newId(now), facts),
        async () => undefined,
      );
    } catch (error) {
      await file.close();
      throw error;
    }
    return { name: `measures-${isoDay(now)}.${format}`, rows, file };
  } finally {
    running--;
  }
}
