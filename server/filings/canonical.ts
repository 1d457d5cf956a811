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

export type FilingContent = {
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
  readonly ledger: readonly { readonly log: LoggedMeasure; readonly cells: readonly string[] }[];
};

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
    `${words.measure(row.key).zh}${row.until ? `（至${stamp(row.until)}）` : ""}`,
    `${who}${name}`,
    stamp(row.decidedAt),
    stamp(row.executedAt),
    evidence,
    stamp(row.noticeAt),
    row.endedAs ? `${stamp(row.endedAt)}${endings[row.endedAs] ?? row.endedAs}` : "",
  ];
}

/**
 * The one content from which every file is made.
 *
 * @param hash SHA-256 of several evidence hashes as one, hex; of a single one itself.
 */
export function contentOf(
  head: Pick<FilingContent, "number" | "letter" | "period" | "asOf" | "preparedAt">,
  result: DispositionResult,
  descriptions: ReadonlyMap<string, Description>,
  words: Glossary,
  hash: (hashes: readonly string[]) => string,
): FilingContent {
  return {
    t: "docket/filing/v1",
    specification: disposition.key,
    specificationVersion: disposition.version,
    ...head,
    figures: result.figures,
    byMeasure: result.byMeasure.map((row) => ({ ...row, name: words.measure(row.measure).zh })),
    bySeverity: result.bySeverity,
    ledger: result.ledger.map((row, at) => {
      const about = descriptions.get(row.measure);
      if (!about) throw new TypeError(`the registry does not know measure ${row.measure} of leaf ${row.leaf}`);
      return { log: row, cells: cells(at, row, about, words, hash(about.evidenceSha256)) };
    }),
  };
}

/** Rows of the ledger that are written together. */
const rowsAtOnce = 200;
/** Where the rows of the ledger go: within a text the quotes would be escaped. */
const emptyLedger = '"ledger":[]';

/** RFC 8785 bytes of the content, in pieces: the text of a long ledger is never held whole. */
function* contentPieces({ ledger, ...head }: FilingContent): Generator<Uint8Array> {
  const text = Buffer.from(canonicalBytes({ ...head, ledger: [] } as unknown as Json));
  const place = text.indexOf(emptyLedger) + emptyLedger.length - 1;
  yield text.subarray(0, place);
  for (let at = 0; at < ledger.length; at += rowsAtOnce) {
    const rows = canonicalBytes(ledger.slice(at, at + rowsAtOnce) as unknown as Json);
    if (at > 0) yield Buffer.from(",");
    yield rows.subarray(1, -1);
  }
  yield text.subarray(place);
}

/** RFC 8785 bytes of the content: what the seal hashes. */
export const contentBytes = (content: FilingContent) => Buffer.concat([...contentPieces(content)]);

/** Reads the content back from its bytes. */
export const readContent = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString("utf8")) as FilingContent;

/**
 * Is this content still what the log says as of the same point? Compares all that the log can prove, and not what
 * the registry added.
 */
export function agrees(content: FilingContent, result: DispositionResult): boolean {
  const isSame = (stated: unknown, derived: unknown) =>
    Buffer.compare(canonicalBytes(stated as Json), canonicalBytes(derived as Json)) === 0;
  return (
    isSame(content.figures, result.figures) &&
    content.ledger.length === result.ledger.length &&
    content.ledger.every(({ log }, at) => isSame(log, result.ledger[at]))
  );
}
