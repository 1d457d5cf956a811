import { canonicalBytes, type Json } from "../../kernel/json";
import { type BundledFile, bundleType, type Header, type Manifest, type Opening, type Row } from "./format";
import { Unreadable } from "./report";

/** Reads what somebody else wrote: every reader gives a value of its type, or null. Unknown fields are refused. */
type Fields = { readonly [name: string]: Json };

const isFields = (value: Json | undefined): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const hasOnly = (value: Fields, allowed: readonly string[]) =>
  Object.keys(value).every((name) => allowed.includes(name));
const isText = (value: Json | undefined, pattern: RegExp): value is string =>
  typeof value === "string" && pattern.test(value);
const count = /^(0|[1-9]\d{0,18})$/;
const hash = /^[0-9a-f]{64}$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** A time that there is, in the one form of the log. */
const isTime = (value: Json | undefined): value is string =>
  isText(value, instant) && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
/** Words that a report repeats: in one line, of characters that can be seen. */
const word = /^[^\p{Cc}\p{Cf}\p{Surrogate}]{1,200}$/u;
/** A proof in a tree of less than 2^64 leaves. */
const isProof = (value: Json | undefined): value is readonly string[] =>
  Array.isArray(value) && value.length <= 128 && value.every((item) => isText(item, hash));

export function headerOf(value: Json | undefined): Header | null {
  if (!isFields(value) || Object.keys(value).length !== 7 || value.t !== "docket/audit-leaf/v1") return null;
  const { log, i, seq_at, kind, n, c } = value;
  return isText(log, word) &&
    isText(i, count) &&
    isText(seq_at, instant) &&
    isText(kind, word) &&
    isText(n, count) &&
    isText(c, hash)
    ? { t: value.t, log, i, seq_at, kind, n, c }
    : null;
}

const isOpening = (value: Fields): value is Fields & Opening => value.body !== undefined && isText(value.salt, hash);

/** A line of `leaves.ndjson`. */
export function rowOfLine(line: string): Row | null {
  const value = parse(line);
  if (!isFields(value)) return null;
  if (isFields(value.node)) {
    const { level, hash: root } = value.node;
    const isLevel = typeof level === "number" && Number.isInteger(level) && level >= 0 && level < 64;
    return hasOnly(value, ["node"]) && isLevel && isText(root, hash) ? { node: { level, hash: root } } : null;
  }
  const header = headerOf(value.header);
  if (!header || !hasOnly(value, ["header", "hash", "body", "salt"]) || !isText(value.hash, hash)) return null;
  if (value.body === undefined && value.salt === undefined) return { header, hash: value.hash };
  return isOpening(value) ? { header, hash: value.hash, body: value.body, salt: value.salt } : null;
}

const fileKinds: readonly unknown[] = ["docx", "pdf", "xlsx", "csv", "figures", "json", "manifest", null];

const isFile = (value: Json): value is BundledFile =>
  isFields(value) &&
  isText(value.name, word) &&
  isText(value.sha256, hash) &&
  Number.isSafeInteger(value.bytes) &&
  fileKinds.includes(value.kind);

const isManifest = (value: Fields): value is Manifest & Fields =>
  isText(value.filing, word) &&
  isText(value.origin, word) &&
  isFields(value.specification) &&
  isText(value.specification.key, word) &&
  Number.isInteger(value.specification.version) &&
  isText(value.predicate, hash) &&
  isFields(value.period) &&
  isTime(value.period.start) &&
  isTime(value.period.end) &&
  isFields(value.range) &&
  isText(value.range.first, count) &&
  isText(value.range.size, count) &&
  (value.previous === null ||
    (isFields(value.previous) && isText(value.previous.filing, word) && isProof(value.previous.consistency))) &&
  (value.closed === null ||
    (isFields(value.closed) && isText(value.closed.leaf, count) && isText(value.closed.size, count))) &&
  isFields(value.seal) &&
  headerOf(value.seal.header) !== null &&
  isProof(value.seal.inclusion) &&
  isProof(value.seal.consistency) &&
  isOpening(value.seal) &&
  Array.isArray(value.files) &&
  value.files.length <= 100 &&
  value.files.every(isFile);

/** `bundle.json`. Throws Unreadable: bundle_malformed, bundle_version_unknown. */
export function manifestOf(text: string): Manifest {
  const value = parse(text);
  if (!isFields(value)) throw new Unreadable("bundle_malformed");
  if (value.t !== bundleType) throw new Unreadable("bundle_version_unknown");
  if (!isManifest(value)) throw new Unreadable("bundle_malformed");
  return value;
}

/** What the head of `filing.json` states and the log can prove; the ledger is read row by row. */
export type FilingHead = {
  readonly number: string;
  readonly specification: string;
  readonly specificationVersion: number;
  readonly period: { readonly start: string; readonly end: string };
  readonly asOf: { readonly size: string; readonly root: string };
  readonly figures: Readonly<Record<string, number>>;
  readonly byMeasure: readonly { readonly measure: string; readonly count: number }[];
  readonly bySeverity: readonly { readonly severity: number; readonly count: number }[];
};

const isNumber = (value: Json | undefined): value is number => typeof value === "number";
/** Rows of a table, one for each key. */
const areRows = (value: Json | undefined, key: string, type: "string" | "number") =>
  Array.isArray(value) &&
  value.every((row) => isFields(row) && typeof row[key] === type && isNumber(row.count)) &&
  new Set(value.map((row) => (row as Fields)[key])).size === value.length;

/** Whether a text is the one form that its value has: in any other, a name could be there twice, or hidden from `partsOf`. */
function isExact(value: Json, text: string): boolean {
  try {
    return new TextDecoder().decode(canonicalBytes(value)) === text;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** The head of `filing.json`: its exact text, out of which the rows of the ledger were taken. */
export function filingHeadOf(text: string): FilingHead | null {
  const value = parse(text);
  if (!isFields(value) || value.t !== "docket/filing/v1" || !isExact(value, text)) return null;
  if (!Array.isArray(value.ledger) || value.ledger.length > 0) return null;
  const { number, specification, specificationVersion, period, asOf, figures, byMeasure, bySeverity } = value;
  const isSound =
    typeof number === "string" &&
    typeof specification === "string" &&
    isNumber(specificationVersion) &&
    isFields(period) &&
    typeof period.start === "string" &&
    typeof period.end === "string" &&
    isFields(asOf) &&
    typeof asOf.size === "string" &&
    typeof asOf.root === "string" &&
    isFields(figures) &&
    Object.values(figures).every(isNumber) &&
    areRows(byMeasure, "measure", "string") &&
    areRows(bySeverity, "severity", "number");
  return isSound ? (value as unknown as FilingHead) : null;
}

/** JSON, or undefined where it is none. */
export function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
