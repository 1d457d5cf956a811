import { canonicalBytes, type Json } from "../kernel/json";
import type { Sentence } from "../kernel/refusal";
import type { Citation } from "../policy/contract";
import { chineseNumber, citationText } from "../policy/rules-words";
import { maskName } from "../privacy/mask";
import type { Description } from "./describe";
import { type DispositionResult, disposition, type LoggedMeasure } from "./disposition";
import { stamp } from "./words";

/** Columns of the ledger. Source: `filings.md`, "What a Chinese provider files", 1. */
export const ledgerColumns = [
  "序号",
  "举报编号",
  "受理时间",
  "群组识别编码",
  "群组名称",
  "类别/等级",
  "成员数",
  "违规类型",
  "法律依据",
  "协议依据",
  "处置措施",
  "对象",
  "决定时间",
  "执行时间",
  "证据哈希",
  "反馈时间",
  "备注",
] as const;

/** Where each word of a row comes from; the rooms that own the words give them. */
export type Glossary = {
  readonly measure: (key: string) => Sentence;
  readonly groupCategory: (key: string | null) => string;
  readonly clause: (
    policy: number,
    key: string,
  ) => { readonly name: string; readonly clause: string; readonly label: string };
};

/** A row of the ledger: what the log proves, and the cells that the papers print. */
export type LedgerRow = { readonly log: LoggedMeasure; readonly cells: readonly string[] };

/** All of a content but its ledger. */
export type FilingHead = {
  readonly t: "docket/filing/v1";
  readonly specification: string;
  readonly specificationVersion: number;
  readonly number: string;
  readonly letter: { readonly provider: string; readonly office: string; readonly letterNumber: string };
  readonly period: { readonly start: string; readonly end: string; readonly zone: string };
  readonly asOf: { readonly size: string; readonly root: string };
  readonly preparedAt: string;
  readonly figures: DispositionResult["figures"];
  readonly byMeasure: readonly { readonly measure: string; readonly name: string; readonly count: number }[];
  readonly bySeverity: DispositionResult["bySeverity"];
};

/** The one content of a filing, as its file `json` has it. A long ledger is never held whole: see `LongContent`. */
export type FilingContent = FilingHead & { readonly ledger: readonly LedgerRow[] };

/** What a letter needs of a content: its head, the first rows of its ledger, and how many rows there are. */
export type Excerpt = FilingHead & { readonly first: readonly LedgerRow[]; readonly rows: number };

/** A content whose ledger is read row by row, each time that somebody asks for it. */
export type LongContent = Excerpt & { readonly ledger: () => AsyncIterable<LedgerRow> };

const standings: Readonly<Record<string, string>> = { founder: "建立者", manager: "管理者" };
const endings: Readonly<Record<string, string>> = {
  expired: "期满解除",
  lifted: "提前解除",
  reversed: "撤销",
  overturned: "经申诉撤销",
  replaced: "变更",
};

function cells(at: number, row: LoggedMeasure, about: Description, words: Glossary, evidence: string): string[] {
  const clauses = (row.clauses as readonly string[]).map((key) => words.clause(row.policy, key));
  const grades = about.groupGrade === null ? "" : `${chineseNumber(about.groupGrade)}级`;
  const kind = [words.groupCategory(about.groupCategory), grades].filter((part) => part !== "").join("/");
  const who = row.subjectKind === "group" ? "群组" : (standings[row.standing] ?? "使用者");
  const name = row.subjectKind === "group" ? "" : ` ${maskName(about.subjectName)}（${about.subjectCode}）`;
  return [
    String(at + 1),
    about.caseNumber,
    stamp(about.receivedAt),
    about.groupCode,
    about.groupName,
    about.groupCode === "" ? "" : kind,
    about.memberCount === null ? "" : String(about.memberCount),
    [...new Set(clauses.map((clause) => clause.name))].join("、"),
    [...new Set((row.legal as readonly Citation[]).map((cited) => citationText(cited).zh))].join("；"),
    [...new Set(clauses.map((clause) => `${clause.label}第${clause.clause}条`))].join("；"),
    `${row.provisional ? "先行" : ""}${words.measure(row.key).zh}${row.until ? `（至${stamp(row.until)}）` : ""}`,
    `${who}${name}`,
    stamp(row.decidedAt),
    stamp(row.executedAt),
    evidence,
    stamp(row.noticeAt),
    row.endedAs ? `${stamp(row.endedAt)}${endings[row.endedAs] ?? row.endedAs}` : "",
  ];
}

/** The head of a content that was drawn from the log. */
export const headOf = (
  head: Pick<FilingHead, "number" | "letter" | "period" | "asOf" | "preparedAt">,
  result: DispositionResult,
  words: Glossary,
): FilingHead => ({
  t: "docket/filing/v1",
  specification: disposition.key,
  specificationVersion: disposition.version,
  ...head,
  figures: result.figures,
  byMeasure: result.byMeasure.map((row) => ({ ...row, name: words.measure(row.measure).zh })),
  bySeverity: result.bySeverity,
});

/**
 * A row of the ledger, in words.
 *
 * @param at its place, from 0.
 * @param hash SHA-256 of several evidence hashes as one, hex; of a single one itself.
 */
export function rowOf(
  at: number,
  row: LoggedMeasure,
  descriptions: ReadonlyMap<string, Description>,
  words: Glossary,
  hash: (hashes: readonly string[]) => string,
): LedgerRow {
  const about = descriptions.get(row.measure);
  if (!about) throw new TypeError(`the registry does not know measure ${row.measure} of leaf ${row.leaf}`);
  return { log: row, cells: cells(at, row, about, words, hash(about.evidenceSha256)) };
}

/** Where the rows of the ledger go: within a text the quotes would be escaped. */
const emptyLedger = '"ledger":[]';

/**
 * RFC 8785 bytes of a content, in pieces: neither the rows nor their text are ever held whole.
 *
 * @param pages of rows, in order.
 */
export async function* contentPieces(
  head: FilingHead,
  pages: AsyncIterable<readonly LedgerRow[]>,
): AsyncGenerator<Uint8Array> {
  const text = Buffer.from(canonicalBytes({ ...head, ledger: [] } as unknown as Json));
  const place = text.indexOf(emptyLedger) + emptyLedger.length - 1;
  yield text.subarray(0, place);
  let isFirst = true;
  for await (const page of pages) {
    if (page.length === 0) continue;
    const rows = canonicalBytes(page as unknown as Json);
    if (!isFirst) yield Buffer.from(",");
    yield rows.subarray(1, -1);
    isFirst = false;
  }
  yield text.subarray(place);
}
