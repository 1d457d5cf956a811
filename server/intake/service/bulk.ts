import { caseNumber } from "../../cases/contract";
import { NewReport, type Received, receiveLimit } from "../../cases/receive-contract";
import { receiveReports } from "../../cases/service/receive";
import { refusedLine } from "../../http/bulk";
import { refuse as refuseHttp } from "../../http/contract";
import { faultsOf } from "../../http/faults";
import type { Language } from "../../http/problem";
import { parseJson } from "../../http/text";
import type { KeyActor } from "../../kernel/actor";

const newline = 10;
const isBlank = (line: Uint8Array) => line.every((byte) => byte === 32 || byte === 9 || byte === 13);

/** Non-empty lines of a body with their numbers from 1; views into the body, nothing is copied. */
export function* linesOf(body: Uint8Array): Generator<{ readonly number: number; readonly bytes: Uint8Array }> {
  let from = 0;
  for (let number = 1; from < body.length; number++) {
    const end = body.indexOf(newline, from);
    const bytes = body.subarray(from, end < 0 ? body.length : end);
    if (!isBlank(bytes)) yield { number, bytes };
    if (end < 0) return;
    from = end + 1;
  }
}

/** How many non-empty lines, counting no further than `limit` + 1. */
export function countLines(body: Uint8Array, limit: number): number {
  let count = 0;
  for (const _ of linesOf(body)) if (++count > limit) break;
  return count;
}

type Line = { readonly number: number; readonly report?: NewReport; readonly refused?: Received & { ok: false } };

function readLine(number: number, bytes: Uint8Array): Line {
  const parsed = parseJson(bytes);
  if (!parsed.ok) return { number, refused: { ok: false, refusal: parsed.refusal } };
  const checked = NewReport.safeParse(parsed.value);
  if (checked.success) return { number, report: checked.data };
  const refusal = refuseHttp("fields", {}, faultsOf(checked.error.issues, parsed.value));
  return { number, refused: { ok: false, refusal } };
}

function answerLine(number: number, received: Received, language: Language): string {
  if (received.ok) {
    const { reportId, receipt, duplicate } = received;
    const answer = { line: number, status: 202, reportId, receipt, case: caseNumber(received.caseNumber), duplicate };
    return `${JSON.stringify(answer)}\n`;
  }
  return refusedLine(number, received.refusal, language);
}

/**
 * Takes the reports of an NDJSON body, 500 in a transaction: memory holds the body and one batch.
 *
 * @returns stores the next batch and gives its answers, line by line; null at the end.
 */
export function receiveBulk(
  by: KeyActor,
  body: Uint8Array,
  language: Language,
  now: Date,
): () => Promise<string | null> {
  const lines = linesOf(body);
  const readBatch = () => {
    const batch: Line[] = [];
    while (batch.length < receiveLimit) {
      const { value, done } = lines.next();
      if (done) break;
      batch.push(readLine(value.number, value.bytes));
    }
    return batch;
  };
  let following: Line[] | undefined;
  return async () => {
    const batch = following ?? readBatch();
    if (batch.length === 0) return null;
    const reports = batch.flatMap(({ report }) => report ?? []);
    const stored = reports.length > 0 ? receiveReports(by, reports, now) : Promise.resolve([]);
    // The next lines are read while the database works. A fault there is the lines' own, never thrown.
    following = readBatch();
    const received = await stored;
    let next = 0;
    return batch
      .map(({ number, refused }) => answerLine(number, refused ?? (received[next++] as Received), language))
      .join("");
  };
}
