import { may, type Permission } from "../access/matrix";
import { caseNumber } from "../cases/contract";
import type { StaffActor } from "../kernel/actor";
import { type FileKind, fileKinds } from "./contract";
import { letterOf } from "./letter";
import { openChecks, transitions } from "./rules";
import type { getFiling, rowsBehind } from "./service";
import type { FilingRow } from "./store";

/** A filing in a list. */
export const filingSummary = (row: FilingRow) => ({
  number: row.number,
  specification: row.specification,
  periodStart: row.periodStart,
  periodEnd: row.periodEnd,
  office: row.letter.office,
  letterNumber: row.letter.letterNumber,
  state: row.state,
  measures: row.figures.measures,
  preparedAt: row.preparedAt,
  sealedAt: row.sealedAt,
});

/** One filing as this person sees it, with what she may do and why not. */
export function filingView(
  { row, excerpt, files, changed, names, isBundled }: Awaited<ReturnType<typeof getFiling>>,
  by: StaffActor,
) {
  const next: readonly string[] = transitions[row.state];
  const holds = (permission: Permission) => may(by.roles, permission);
  return {
    ...filingSummary(row),
    version: row.version,
    specificationVersion: row.specificationVersion,
    letter: row.letter,
    blocks: letterOf(excerpt),
    /** The first rows; the files hold all. */
    ledger: excerpt.first.map(({ cells }) => cells),
    ledgerRows: excerpt.rows,
    figures: row.figures,
    checks: row.checks,
    openChecks: openChecks(row.checks),
    checkedAt: row.checkedAt,
    preparer: names.get(row.preparedBy) ?? null,
    sealer: (row.sealedBy && names.get(row.sealedBy)) ?? null,
    asOf: { size: row.asOfSize, root: row.asOfRoot },
    canonicalSha256: row.canonicalSha256,
    files: [...files].sort((a, b) => fileKinds.indexOf(a.kind as FileKind) - fileKinds.indexOf(b.kind as FileKind)),
    /** Whether there is a bundle that proves it: not of what was sealed before the log was signed. */
    isBundled,
    changed,
    allowed: {
      check: holds("filing.prepare") && (next.includes("checked") || row.state === "checked"),
      seal: holds("filing.seal") && next.includes("sealed") && row.preparedBy !== by.id && openChecks(row.checks) === 0,
      abandon: holds("filing.prepare") && next.includes("abandoned"),
    },
    /** Preparing and sealing the same filing takes two people. */
    preparedByViewer: row.preparedBy === by.id,
    sealedByViewer: row.sealedBy === by.id,
  };
}
export type FilingView = ReturnType<typeof filingView>;

/** The rows behind a figure: where in the log, when, what, and the case if the entry names one. */
export const figureRowsView = ({ total, rows, next }: Awaited<ReturnType<typeof rowsBehind>>) => ({
  total,
  next,
  rows: rows.map((row) => ({
    id: row.id,
    index: row.index,
    action: row.action,
    occurredAt: row.occurredAt,
    case: typeof row.pub.case === "number" ? caseNumber(row.pub.case) : null,
  })),
});
