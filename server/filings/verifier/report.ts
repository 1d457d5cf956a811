/** What a verification consists of, in order. Source: `audit.md`, "Verifier". */
export const stepKeys = [
  "bundle",
  "signature",
  "consistency",
  "leaves",
  "root",
  "headers",
  "predicate",
  "disclosures",
  "aggregates",
  "seal",
  "files",
] as const;
export type StepKey = (typeof stepKeys)[number];

/** Everything that can be wrong with a bundle, each with a name of its own and the step that finds it. */
export const failures = {
  bundle_not_zip: "bundle",
  bundle_truncated: "bundle",
  bundle_too_large: "bundle",
  bundle_file_missing: "bundle",
  bundle_file_damaged: "bundle",
  bundle_file_surplus: "bundle",
  bundle_file_twice: "bundle",
  bundle_malformed: "bundle",
  bundle_version_unknown: "bundle",
  row_malformed: "bundle",
  filing_malformed: "bundle",

  key_refused: "signature",
  checkpoint_malformed: "signature",
  checkpoint_signature_wrong: "signature",
  checkpoint_key_unknown: "signature",
  checkpoint_origin_wrong: "signature",
  checkpoint_origin_unpinned: "signature",

  previous_missing: "consistency",
  previous_differs: "consistency",
  previous_inconsistent: "consistency",
  seal_inconsistent: "consistency",

  leaf_hash_wrong: "leaves",

  as_of_differs: "root",
  range_root_wrong: "root",
  range_root_unknown: "root",

  leaf_missing: "headers",
  leaf_out_of_order: "headers",
  leaf_of_other_log: "headers",
  counter_skips: "headers",
  time_goes_back: "headers",
  node_misplaced: "headers",
  rows_withheld: "headers",
  range_start_unproved: "headers",
  look_back_unproved: "headers",
  range_starts_late: "headers",
  range_ends_early: "headers",
  range_truncated: "headers",

  specification_unknown: "predicate",
  predicate_differs: "predicate",
  period_closed_differs: "predicate",

  leaf_closed: "disclosures",
  body_commitment_wrong: "disclosures",
  body_malformed: "disclosures",
  body_of_other_kind: "disclosures",
  body_surplus: "disclosures",

  head_differs: "aggregates",
  figure_altered: "aggregates",
  table_altered: "aggregates",
  ledger_row_altered: "aggregates",
  ledger_row_missing: "aggregates",
  ledger_row_surplus: "aggregates",

  seal_commitment_wrong: "seal",
  seal_not_in_log: "seal",
  seal_differs: "seal",

  file_hash_wrong: "files",
  file_not_listed: "files",
  file_not_sealed: "files",
} as const satisfies Record<string, StepKey>;
export type FailureName = keyof typeof failures;

/** Where a failure is: a leaf by its index, a line of a file, a row of the ledger, a figure, a file, a size, a field. */
export type Place = {
  readonly kind: "leaf" | "line" | "row" | "figure" | "file" | "size" | "field" | "key";
  readonly value: string;
};
export type Failure = {
  readonly name: FailureName;
  readonly at: Place | null;
  /** What was found and what was expected, as short as it can be. */
  readonly found: string | null;
  readonly expected: string | null;
};

export type StepReport = {
  readonly key: StepKey;
  /** `unreached`: it could not be tried, because of what failed before. */
  readonly state: "passed" | "failed" | "unreached";
  /** The first failures; `count` is how many there are in all. */
  readonly failures: readonly Failure[];
  readonly count: number;
};

/** What the bundle is about, as far as it could be read. None of it is proved while a step has failed. */
export type Summary = {
  readonly filing: string;
  readonly origin: string;
  readonly period: { readonly start: string; readonly end: string };
  readonly size: string;
  readonly root: string;
  /** Name and id of the key whose signature held. */
  readonly signedBy: string | null;
  readonly previous: string | null;
  readonly leaves: number;
  readonly opened: number;
  readonly figures: Readonly<Record<string, number>>;
};

export type Report = {
  readonly ok: boolean;
  readonly summary: Summary | null;
  readonly steps: readonly StepReport[];
};

/** Failures of one step that a report lists. */
const listed = 20;
const textLimit = 1_000;

/** What a bundle says, so that a terminal shows it and obeys none of it: without control and format characters, and short. */
const plain = (text: string) => text.slice(0, textLimit).replaceAll(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, "\ufffd");

/** Collects what a verification finds. */
export class Findings {
  readonly #failures = new Map<StepKey, { first: Failure[]; count: number }>();
  readonly #tried = new Set<StepKey>();

  /** Notes that a step was carried through; it passes unless something of it failed. */
  tried(...keys: readonly StepKey[]): void {
    for (const key of keys) this.#tried.add(key);
  }

  fail(name: FailureName, at: Place | null, detail: { found?: string; expected?: string } = {}): void {
    const key = failures[name];
    const before = this.#failures.get(key) ?? { first: [], count: 0 };
    if (before.first.length < listed)
      before.first.push({
        name,
        at: at && { kind: at.kind, value: plain(at.value) },
        found: detail.found === undefined ? null : plain(detail.found),
        expected: detail.expected === undefined ? null : plain(detail.expected),
      });
    this.#failures.set(key, { first: before.first, count: before.count + 1 });
  }

  report(summary: Summary | null): Report {
    const steps = stepKeys.map((key): StepReport => {
      const failed = this.#failures.get(key);
      if (failed) return { key, state: "failed", failures: failed.first, count: failed.count };
      return { key, state: this.#tried.has(key) ? "passed" : "unreached", failures: [], count: 0 };
    });
    return { ok: steps.every((step) => step.state === "passed"), summary, steps };
  }
}

/** Ends a verification that cannot go on; what was found stays in the report. */
export class Unreadable extends Error {
  readonly failure: FailureName;
  readonly at: Place | null;
  constructor(failure: FailureName, at: Place | null = null) {
    super(failure);
    this.name = "Unreadable";
    this.failure = failure;
    this.at = at;
  }
}
