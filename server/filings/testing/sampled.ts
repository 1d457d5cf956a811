import { closeOctober, sealOctober } from "./bundle";
import { MemoryLog } from "./memory-log";
import { october, sampleLog } from "./sample";

/** Where the log of the sample has what tests tamper with. */
export type SampledLog = { readonly log: MemoryLog; readonly closed: number };

/** The sample of October in a log, between entries of other kinds; a report of October came in late. */
export function sampledLog(log = new MemoryLog()): SampledLog {
  let closed = -1;
  for (const [nth, row] of sampleLog.entries()) {
    const at = new Date(row.occurredAt);
    if (closed < 0 && at >= october.end) closed = closeOctober(log, new Date(october.end.getTime() + 30_000));
    for (let more = 0; more <= nth % 3; more++) log.append("staff.signed_in", `s${more}`, {}, at);
    log.append(row.action as "report.received", row.subjectId, row.pub, at);
  }
  log.append(
    "report.received",
    "late",
    { opened: true },
    new Date("2026-10-30T01:00:00.000Z"),
    new Date("2026-11-03T01:00:00.000Z"),
  );
  return { log, closed };
}

/** A sealed report on that log, the second one of it. */
export function sampledFiling(empty = new MemoryLog()) {
  const { log, closed } = sampledLog(empty);
  return { log, closed, sealed: sealOctober(log, closed, { filing: "F-2026-0001", size: 9 }) };
}
