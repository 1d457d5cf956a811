import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { contentPieces, headOf, type LedgerRow, type LongContent, rowOf } from "./canonical";
import { ledgerOf, survey } from "./content";
import { DispositionReader } from "./disposition";
import { ledgerCsv, ledgerXlsx } from "./documents/ledger";
import { entry, october, sampleAbout, sampleContent, sampleWords } from "./testing/sample";

let folder: string;
let collect: () => void;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "docket-filing-"));
  setFlagsFromString("--expose-gc");
  collect = runInNewContext("gc") as () => void;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const id = (word: string, nth: number) => `${word}-0000-7000-8000-${String(nth).padStart(20, "0")}`;

/** What the log says of so many measures, one after the other, each with its own texts as a parser makes them. */
function* entries(count: number) {
  const at = "2026-10-05T01:00:00.000Z";
  for (let nth = 0; nth < count; nth++) {
    const pub = {
      ...{ measure: "suspend_posting", decision: id("d", nth), subjectKind: "group", subject: id("s", nth), case: nth },
      ...{ standing: "subject", from: at, until: "2026-10-12T01:00:00.000Z", parameters: { days: 7 }, policy: 1 },
      legal: [{ law: "互联网群组信息服务管理规定", version: "2017", article: 11, paragraph: 1 }],
      clauses: ["fraud"],
    };
    const rows = [
      entry(nth * 3, "measure.entered", id("m", nth), at, pub),
      entry(nth * 3 + 1, "notice.issued", id("n", nth), at, { decision: pub.decision, subject: pub.subject }),
      entry(nth * 3 + 2, "measure.executed", id("m", nth), at, { measure: "suspend_posting" }),
    ];
    yield* JSON.parse(JSON.stringify(rows)) as typeof rows;
  }
}

/** The most that is alive at once, in bytes, while a report is drawn, written, read over, compared and printed. */
async function mostAlive(count: number): Promise<number> {
  collect();
  const before = process.memoryUsage().heapUsed;
  let most = 0;
  const look = () => {
    collect();
    most = Math.max(most, process.memoryUsage().heapUsed - before);
  };
  /** Looks at the memory five times on the way. */
  async function* watched<Piece>(pieces: AsyncIterable<Piece>, total: number): AsyncGenerator<Piece> {
    let nth = 0;
    for await (const piece of pieces) {
      if (nth++ % Math.ceil(total / 5) === 0) look();
      yield piece;
    }
  }
  const reader = new DispositionReader(october.start, october.end);
  for (const row of entries(count)) reader.take(row);
  const result = reader.result();
  const { ledger: _, ...sample } = sampleContent();
  async function* pages(): AsyncGenerator<readonly LedgerRow[]> {
    for (let from = 0; from < count; from += 200) {
      const rows = result.ledger.slice(from, from + 200);
      const about = new Map(rows.map((row) => [row.measure, { ...sampleAbout }]));
      yield rows.map((row, nth) => rowOf(from + nth, row, about, sampleWords, ([hash = ""]) => hash));
    }
  }
  const file = path.join(folder, `${count}.json`);
  const bytes = () => createReadStream(file, { highWaterMark: 262_144 });
  const head = headOf(sample, result, sampleWords);
  await pipeline(contentPieces(head, watched(pages(), count / 200)), createWriteStream(file));
  const { agrees, excerpt } = await survey(watched(bytes(), count / 300), result);
  expect([agrees, excerpt.rows]).toEqual([true, count]);
  const content: LongContent = { ...excerpt, ledger: () => watched(ledgerOf(bytes()), count) };
  let printed = 0;
  for (const pieces of [ledgerCsv(content), ledgerXlsx(content)])
    for await (const piece of pieces) printed += piece.length;
  expect(printed).toBeGreaterThan(count * 200);
  return most;
}

test("ten times the rows cost only what is followed of each measure: no row in words, no text, no file is held whole", async () => {
  await mostAlive(200);
  const [few, many] = [await mostAlive(500), await mostAlive(5_000)];
  // A row in words takes three times as much, and its text as much again.
  expect((many - few) / 4_500).toBeLessThan(1_100);
}, 60_000);
