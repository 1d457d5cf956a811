import type { Reader } from "../../../db/client";
import type { Language } from "../../../messages/languages";
import type { ExportFormat } from "../../exports/contract";
import { type ExportedFile, exportTable, pages } from "../../exports/service";
import type { Source, StaffActor } from "../../kernel/actor";
import { leafOf } from "../../policy/rules";
import { policyAt } from "../../policy/service";
import type { LedgerFilter, MeasureState } from "../contract";
import { type FiledMeasure, ledgerCells, ledgerHeader, ledgerTitle } from "../ledger-file";
import { measureStateAt } from "../rules";
import type { JudgedEvidence } from "../store-ground";
import { behindMeasures, ledgerPage } from "../store-ledger";
import { rowsAsked } from "./ledger";

type LedgerPage = Awaited<ReturnType<typeof ledgerPage>>;

async function filed(
  tx: Reader,
  rows: readonly LedgerPage[number][],
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

/**
 * A file of every row that the list shows under this filter, however many. Refuses: busy.
 *
 * @returns the file, which the caller reads or closes.
 */
export function exportLedger(
  by: StaffActor,
  filter: LedgerFilter,
  format: ExportFormat,
  language: Language,
  now: Date,
): Promise<ExportedFile> {
  const asked = rowsAsked(filter, now);
  const rows = async function* (tx: Reader) {
    const page = (last: LedgerPage[number] | null, limit: number) =>
      ledgerPage(tx, asked, last && { enteredAt: last.measure.enteredAt, id: last.measure.id }, limit);
    for await (const batch of pages(page))
      yield (await filed(tx, batch, language, now)).map((row) => ledgerCells(row, language, by.roles));
  };
  return exportTable(
    by,
    {
      action: "disclosure.ledger_exported",
      asked: { filter: Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) },
      name: "measures",
      title: ledgerTitle(language),
      header: ledgerHeader(language),
      rows,
    },
    format,
    now,
  );
}
