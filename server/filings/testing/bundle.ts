import { createHash } from "node:crypto";
import { canonicalBytes, type Json } from "../../kernel/json";
import { type BundleParts, writeBundle } from "../bundle/write";
import type { FilingContent } from "../canonical";
import type { FileKind } from "../contract";
import type { Description } from "../describe";
import { DispositionReader, disposition } from "../disposition";
import { type LogRow, rowOf } from "../log-row";
import { predicateHash } from "../predicate";
import type { MemoryLog } from "./memory-log";
import { october } from "./sample";
import { contentOf } from "./whole";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

const about: Description = {
  caseNumber: "C-000007",
  receivedAt: "2026-10-05T01:00:00.000Z",
  groupCode: "G-3107-4482",
  groupName: "同城二手数码捡漏3群",
  groupCategory: "business",
  groupGrade: 2,
  memberCount: 1486,
  subjectCode: "G-3107-4482",
  subjectName: "同城二手数码捡漏3群",
  evidenceSha256: ["ab".repeat(32)],
};

const rowsOf = (log: MemoryLog, first: number, size: number): LogRow[] =>
  log.leaves.slice(0, size).flatMap((leaf, index) => {
    const row = rowOf(index, JSON.parse(leaf.body) as Json);
    return row && (index >= first || leaf.kind === "measure") ? [row] : [];
  });

/** The first leaf that the log accepted in October or later. */
export const firstOf = (log: MemoryLog) => log.leaves.findIndex((leaf) => leaf.seqAt >= october.start);

/** Closes October in the log, as the worker does. */
export function closeOctober(log: MemoryLog, at: Date): number {
  const first = firstOf(log);
  return log.append(
    "period.closed",
    "2026-10",
    {
      specification: disposition.key,
      specificationVersion: disposition.version,
      predicate: predicateHash(),
      start: october.start.toISOString(),
      end: october.end.toISOString(),
      range: { first: String(first), size: String(log.size) },
      totals: log.totals(first, log.size),
    },
    at,
  );
}

/** The content of a report on October as of now, with the registry's part made up. */
export function octoberContent(log: MemoryLog, number: string): FilingContent {
  const reader = new DispositionReader(october.start, october.end);
  for (const row of rowsOf(log, firstOf(log), log.size)) reader.take(row);
  const result = reader.result();
  return contentOf(
    {
      number,
      letter: { provider: "星渡网络科技有限公司", office: "省互联网信息办公室", letterNumber: "星渡函〔2026〕17号" },
      period: { start: october.start.toISOString(), end: october.end.toISOString(), zone: "Asia/Shanghai" },
      asOf: { size: String(log.size), root: hex(log.rootAt(log.size)) },
      preparedAt: "2026-11-05T02:00:00.000Z",
    },
    result,
    new Map(result.ledger.map((row) => [row.measure, about])),
    {
      measure: (key) => ({ zh: key, en: key }),
      groupCategory: () => "商业",
      clause: () => ({ name: "诈骗", clause: "4.2.1", label: "平台公约2026.1版" }),
    },
  );
}

export type Sealed = BundleParts & { readonly content: FilingContent };

/**
 * Draws and seals a report on October: the log grows by the entry of the seal.
 *
 * @param closed the leaf that closed the period, if one did.
 * @param previous the filing before, with the size of its as-of checkpoint.
 */
export function sealOctober(
  log: MemoryLog,
  closed: number | null,
  previous: { readonly filing: string; readonly size: number } | null = null,
  number = "F-2026-0002",
): Sealed {
  const asOf = log.size;
  const content = octoberContent(log, number);
  const json = canonicalBytes(content as unknown as Json);
  const texts: readonly [FileKind, string, Uint8Array][] = [
    ["pdf", `${number}-letter.pdf`, Buffer.from(`%PDF ${"letter ".repeat(50)}`)],
    ["csv", `${number}-ledger.csv`, Buffer.from(content.ledger.map(({ cells }) => cells.join(",")).join("\r\n"))],
    ["json", `${number}-filing.json`, json],
  ];
  const index = log.append(
    "filing.sealed",
    "filing",
    {
      number,
      asOf: String(asOf),
      root: content.asOf.root,
      canonical: sha256(json),
      figures: { ...content.figures },
      files: Object.fromEntries(texts.map(([kind, , bytes]) => [kind, sha256(bytes)])),
    },
    new Date("2026-11-05T04:00:00.000Z"),
  );
  const leaf = log.leaves[index];
  if (!leaf) throw new Error("the seal has no leaf");
  const first = firstOf(log);
  const period = log.leaves[closed ?? -1];
  return {
    content,
    filing: number,
    origin: log.origin,
    specification: { ...disposition },
    predicate: predicateHash(),
    period: { start: content.period.start, end: content.period.end },
    range: { first: String(first), size: String(asOf) },
    previous: previous && { filing: previous.filing, consistency: log.consistency(previous.size, asOf) },
    closed:
      closed === null || !period
        ? null
        : {
            leaf: String(closed),
            size: (JSON.parse(period.body) as { pub: { range: { size: string } } }).pub.range.size,
          },
    seal: {
      header: leaf.envelope,
      opening: { body: leaf.body, salt: leaf.salt },
      inclusion: log.inclusion(index, log.size),
      consistency: log.consistency(asOf, log.size),
    },
    notes: {
      asOf: log.sign(log.checkpoint(asOf)),
      seal: log.sign(log.checkpoint(log.size)),
      previous: previous && log.sign(log.checkpoint(previous.size)),
    },
    lines: each(log.lines(first, asOf)),
    documents: texts.map(([kind, name, bytes]) => ({ kind, name, pieces: () => each([bytes]) })),
  };
}

/** A list as something that is asked for piece by piece. */
export async function* each<T>(list: Iterable<T>): AsyncGenerator<T> {
  yield* list;
}

/** The bundle as one array of bytes. */
export async function bytesOf({ content: _, ...parts }: Sealed): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeBundle(parts)) pieces.push(piece);
  return Buffer.concat(pieces);
}
