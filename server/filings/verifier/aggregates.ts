import { canonicalBytes, type Json } from "../../kernel/json";
import type { DispositionResult, LoggedMeasure } from "../disposition";
import type { Reading } from "./files";
import { type Manifest, names } from "./format";
import { partsOf } from "./pieces";
import { type Findings, type Place, Unreadable } from "./report";
import { type FilingHead, filingHeadOf, parse } from "./shape";
import { leafAt } from "./walk";

const field = (value: string): Place => ({ kind: "field", value });
const exact = (value: unknown) => new TextDecoder().decode(canonicalBytes(value as Json));

/** Compares what the filing's head states with the bundle, and its figures and tables with what was recomputed. */
function compareHead(
  findings: Findings,
  head: FilingHead,
  manifest: Manifest,
  root: string,
  result: DispositionResult,
): void {
  const same = (name: string, found: string, expected: string) => {
    if (found !== expected) findings.fail("head_differs", field(name), { found, expected });
  };
  same("number", head.number, manifest.filing);
  same(
    "specification",
    `${head.specification} v${head.specificationVersion}`,
    `${manifest.specification.key} v${manifest.specification.version}`,
  );
  same("period.start", head.period.start, manifest.period.start);
  same("period.end", head.period.end, manifest.period.end);
  same("asOf.size", head.asOf.size, manifest.range.size);
  same("asOf.root", head.asOf.root, root);
  const compare = (
    name: "figure_altered" | "table_altered",
    found: ReadonlyMap<string, number>,
    expected: ReadonlyMap<string, number>,
  ) => {
    for (const key of new Set([...found.keys(), ...expected.keys()]))
      if (found.get(key) !== expected.get(key))
        findings.fail(
          name,
          { kind: "figure", value: key },
          {
            found: String(found.get(key) ?? "–"),
            expected: String(expected.get(key) ?? "–"),
          },
        );
  };
  compare("figure_altered", new Map(Object.entries(head.figures)), new Map(Object.entries(result.figures)));
  type Counted = readonly { readonly count: number; readonly measure?: string; readonly severity?: number }[];
  const counted = (rows: Counted) =>
    new Map(
      rows.map((row) => [row.measure === undefined ? `severity ${row.severity}` : `measure ${row.measure}`, row.count]),
    );
  compare("table_altered", counted(head.byMeasure), counted(result.byMeasure));
  compare("table_altered", counted(head.bySeverity), counted(result.bySeverity));
}

type LedgerRow = { readonly cells?: unknown; readonly log?: { readonly leaf?: unknown } };

/** Which leaf a row of the ledger speaks of; null where it cannot be read. */
function leafOf(read: LedgerRow | null): number | null {
  const leaf = read?.log?.leaf;
  return typeof leaf === "number" ? leaf : null;
}

/** Compares the ledger row by row; a row that is missing or too many does not put the others out of step. */
class Ledger {
  readonly #findings: Findings;
  readonly #expected: readonly LoggedMeasure[];
  #next = 0;
  #row = 0;

  constructor(findings: Findings, expected: readonly LoggedMeasure[]) {
    this.#findings = findings;
    this.#expected = expected;
  }

  /** Compares the whole text, of which there is one for each row: what is there twice, readers could take in two ways. */
  #isNext(row: string, read: LedgerRow | null): boolean {
    const expected = this.#expected[this.#next];
    return expected !== undefined && row === `{"cells":${JSON.stringify(read?.cells)},"log":${exact(expected)}}`;
  }

  #missUntil(leaf: number): void {
    for (let missing = this.#expected[this.#next]; missing && missing.leaf < leaf; ) {
      this.#findings.fail("ledger_row_missing", leafAt(String(missing.leaf)));
      missing = this.#expected[++this.#next];
    }
  }

  take(row: string): void {
    const at: Place = { kind: "row", value: String(++this.#row) };
    const read = (parse(row) ?? null) as LedgerRow | null;
    if (!this.#isNext(row, read)) {
      const leaf = leafOf(read);
      this.#missUntil(leaf ?? -1);
      if (leaf !== null && this.#expected[this.#next]?.leaf !== leaf) {
        this.#findings.fail("ledger_row_surplus", at, { found: `#${leaf}` });
        return;
      }
      if (!this.#isNext(row, read))
        this.#findings.fail("ledger_row_altered", at, { found: leaf === null ? "–" : `#${leaf}` });
    }
    this.#next++;
  }

  end(): void {
    this.#missUntil(Number.POSITIVE_INFINITY);
  }
}

/** Step "aggregates": every figure and every row of the ledger, as recomputed from the opened entries. */
export async function checkAggregates(
  findings: Findings,
  reading: Reading,
  manifest: Manifest,
  root: string,
  result: DispositionResult,
): Promise<void> {
  const ledger = new Ledger(findings, result.ledger);
  for await (const part of partsOf(names.filing, reading.pieces(names.filing), "ledger")) {
    if ("row" in part) {
      ledger.take(part.row);
      continue;
    }
    const head = filingHeadOf(part.rest);
    if (!head) throw new Unreadable("filing_malformed");
    compareHead(findings, head, manifest, root, result);
  }
  ledger.end();
  findings.tried("aggregates");
}
