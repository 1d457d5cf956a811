import type { KeptKind } from "../contract";

/**
 * Of each column that can hold a text and is about somebody: whose erasing empties it. The rest of a table stays.
 * `elsewhere` is emptied too, and the test of another room tries it: the worlds of this one hold no such row.
 */
type Inventory = Record<
  string,
  {
    readonly elsewhere?: Record<string, readonly KeptKind[]>;
    readonly emptied?: Record<string, readonly KeptKind[]>;
    readonly kept?: readonly string[];
  }
>;

const account = ["account"] as const;
const group = ["group"] as const;
const both = ["account", "group"] as const;
const reporters = ["account", "reporter"] as const;
const all = ["account", "group", "reporter"] as const;

/**
 * Every column that can hold a text, and what erasing does with it: the table of `server/README.md`, by column. A
 * column that is added later fails the test until somebody has thought about it.
 */
export const inventory: Inventory = {
  account: {
    emptied: {
      external_id: account,
      nickname: account,
      grams: account,
      verification: account,
      verification_method: account,
      verification_token: account,
      phone: account,
    },
    kept: ["code", "credit", "restrictions"],
  },
  // What somebody wrote when she appealed or objected goes with her notice or her report, and so do the answers to it:
  // triggers of migration 0014.
  appeal: {
    elsewhere: { about: reporters, text: all, reasons: all },
    kept: ["kind", "state", "subject_kind"],
  },
  // Questions, answers and files go with the appeal: a trigger of migrations 0022 and 0023. The log commits to the hash.
  appeal_file: { elsewhere: { name: all }, kept: ["kind", "sha256"] },
  appeal_file_part: { elsewhere: { sealed: all } },
  appeal_message: { elsewhere: { text: all }, kept: ["side"] },
  appeal_view: { elsewhere: { note: both }, kept: ["finding"] },
  approval: { emptied: { reason: both }, kept: ["verdict"] },
  audit_private_field: { emptied: { name: all, salt: all, sealed: all, about: all } },
  case_draft: { emptied: { draft: both } },
  chat_group: {
    emptied: { external_id: group, name: group, grams: group },
    kept: ["category", "code", "measure_status", "status"],
  },
  decision: {
    emptied: { facts: both, reasoning: both },
    kept: ["clauses", "evidence", "finding", "proposed", "recommended", "state", "subject_kind"],
  },
  docket_case: {
    emptied: { subject_name: both, grams: both },
    kept: ["category", "priority_terms", "queue", "source", "state", "subject_code", "subject_kind"],
  },
  evidence: {
    emptied: { text: both, url: both, message_external_id: both, author_external_id: account },
    kept: ["about", "kind", "role", "sha256"],
  },
  // What leads wrote about an emergency, under its own key: it stays, whomever it mentions, as a group's facts do. The
  // words about each of its subjects are in the decisions.
  incident: {
    kept: [
      "clause",
      "collected",
      "measure_key",
      "parameters",
      "denial_reason",
      "reversal_reason",
      "state",
      "subject_kind",
      "texts",
    ],
  },
  incident_row: { kept: ["cause", "state"] },
  intake_payload: { emptied: { sealed: all }, kept: ["connection_id", "format", "sha256"] },
  legal_hold: { emptied: { reason: all }, kept: ["subject_kind"] },
  measure: {
    emptied: { subject_name: both },
    kept: ["delivery", "ended_as", "grounds", "key", "parameters", "standing", "state", "subject_code", "subject_kind"],
  },
  // Who is in which group goes with either; its role is one of three words.
  membership: { emptied: { role: both } },
  notice: { emptied: { text: both }, kept: ["subject_kind", "token_hash"] },
  outgoing: { emptied: { payload: both, receipt_reason: both }, kept: ["receipt", "type"] },
  // The key of a pseudonym goes with its row, so that the same person may report again.
  privacy_key: { emptied: { wrapped: all, about: reporters } },
  rectification: { emptied: { items: group, answer: group }, kept: ["state"] },
  report: {
    // Why its reporter took it back: a trigger of migration 0024, tried in `erase-withdrawn.test.ts`.
    elsewhere: { withdrawal: all },
    emptied: {
      // About the subject; what a reporter wrote about others is sealed anew.
      description: all,
      reporter: reporters,
      reporter_ref: reporters,
      about: reporters,
      message_external_id: both,
      content_sha256: all,
    },
    kept: [
      "category",
      "external_id",
      "origin",
      "receipt_hash",
      "regulator_letter",
      "regulator_office",
      "source",
      "state",
      "subject_kind",
    ],
  },
  // Bodies hold codes, words of ours and pseudonymous ids; hashes of sealed values are salted and lose their salt.
  audit_event: {
    kept: ["action", "actor_ref", "body", "body_json", "kind", "salt", "subject_id", "subject_kind"],
  },
  // Sealed filings hold a person's masked name beside the code, and a group's name as it was filed; one that is not
  // sealed and names a subject stands against erasing it.
  filing: {
    kept: ["as_of_root", "canonical_sha256", "checks", "figures", "letter", "number", "specification", "state"],
  },
  filing_file: { kept: ["kind", "name", "sha256"] },
  filing_part: { kept: ["bytes", "kind"] },
  // Words about a colleague, under her key: why somebody asked to read the log by her acts.
  staff_view: { kept: ["reason", "state"] },
  // What is typed for a referral, and the package, are sealed under a key of its own, which a trigger of migration 0019
  // destroys with that of anybody in it; `erase-referrals.test.ts` tries it. The office's name is an authority's.
  referral: {
    kept: [
      "content_sha256",
      "evidence",
      "handover",
      "number",
      "office",
      "package_sha256",
      "parts",
      "receipt",
      "remark",
      "state",
      "subject_kind",
      "terms",
    ],
  },
  referral_part: { kept: ["bytes"] },
  referral_person: { kept: ["about"] },
  // Receipts and numbers of cases, gone after two days.
  idempotency_key: { kept: ["answer", "key", "request_sha256"] },
};

/** What erasing this kind of subject must change, as `table.column`, in order. */
export const emptiedBy = (kind: KeptKind): string[] =>
  Object.entries(inventory)
    .flatMap(([table, { emptied = {} }]) =>
      Object.entries(emptied).flatMap(([column, kinds]) => (kinds.includes(kind) ? [`${table}.${column}`] : [])),
    )
    .sort();
