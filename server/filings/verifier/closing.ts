import { canonicalBytes, type Json } from "../../kernel/json";
import { disposition } from "../disposition";
import type { LogRow } from "../log-row";
import { predicateHash } from "../predicate";
import type { Manifest } from "./format";
import type { Findings } from "./report";
import { leafAt, type Walk } from "./walk";

const exact = (value: Json) => new TextDecoder().decode(canonicalBytes(value));

/** The first log's entries did not name it, as there was no other. */
const isOf = ({ pub }: LogRow, origin: string) =>
  pub.log === undefined ? origin.endsWith("/log/1") : pub.log === origin;

/** Step "predicate": what was counted is what the specification says, and what the log said when the period closed. */
export class Closing {
  readonly #findings: Findings;
  readonly #manifest: Manifest;
  #entry: LogRow | null = null;

  constructor(findings: Findings, manifest: Manifest) {
    this.#findings = findings;
    this.#manifest = manifest;
    const expected = predicateHash();
    if (manifest.predicate !== expected)
      findings.fail(
        "predicate_differs",
        { kind: "field", value: "predicate" },
        { found: manifest.predicate, expected },
      );
  }

  /** Looks whether an entry closes this very period in this log; a successor also carries what closed it in an older one. */
  take(row: LogRow): void {
    const { period, closed } = this.#manifest;
    const { specification, start, end } = row.pub;
    if (row.action !== "period.closed" || start !== period.start || end !== period.end) return;
    if (specification !== disposition.key || !isOf(row, this.#manifest.origin)) return;
    if (closed?.leaf === String(row.index)) this.#entry = row;
    else this.#findings.fail("period_closed_differs", leafAt(String(row.index)), { found: `#${closed?.leaf ?? "–"}` });
  }

  /** Compares what the entry states with the rows that were walked through. */
  end(walk: Walk): void {
    const { closed, range } = this.#manifest;
    if (closed && !this.#entry) this.#findings.fail("period_closed_differs", leafAt(closed.leaf));
    if (closed && this.#entry) {
      const { pub } = this.#entry;
      const expected = {
        predicate: predicateHash(),
        range: { first: range.first, size: closed.size },
        totals: walk.closedTotals,
      };
      for (const [name, value] of Object.entries(expected))
        if (exact(pub[name] ?? null) !== exact(value))
          this.#findings.fail("period_closed_differs", leafAt(closed.leaf), {
            found: `${name} ${exact(pub[name] ?? null)}`,
            expected: exact(value),
          });
    }
    this.#findings.tried("predicate");
  }
}
