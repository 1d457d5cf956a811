import { caseNumber } from "../../cases/contract";
import { readReceipt, receiptHash } from "../../cases/service/receipt";
import type { StaffActor } from "../../kernel/actor";
import { after, day } from "../../kernel/calendar";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { type FindReport, proposalDays, refuse } from "../contract";
import { pendingSince } from "../store";
import { reportByHash, reportFiled } from "../store-reporter";
import { codesOf, subjectOf } from "../store-subject";
import { showUndone } from "./again";
import { present } from "./facts";
import { standingOf } from "./standing";

const waitingLimit = 200;

/** What waits for a second person, and what a restored backup undid. */
export async function overview(by: StaffActor, now: Date) {
  const waiting = await read(async (tx) => {
    const found = await pendingSince(tx, after(now, -proposalDays * day), waitingLimit);
    const codes = await codesOf(
      tx,
      found.map(({ subjectKind: kind, subjectId: id }) => ({ kind, id })),
    );
    return found.map(({ id, subjectKind: kind, subjectId, ground, proposedAt, proposedBy, proposerName }) => ({
      id,
      kind,
      subjectId,
      code: codes.get(subjectId) ?? null,
      ground,
      proposedAt,
      proposerName,
      isOwn: proposedBy === by.id,
    }));
  });
  return { waiting, undone: await showUndone(now) };
}
export type Overview = Awaited<ReturnType<typeof overview>>;

/** The report with this number, 受理编号, as its reporter was given it. Refuses: missing_report. */
export async function findReport({ receipt }: FindReport): Promise<{ reportId: string }> {
  const plain = readReceipt(receipt);
  const reportId = plain && (await read((tx) => reportByHash(tx, receiptHash(plain))));
  if (!reportId) throw new Refused(refuse("missing_report"));
  return { reportId };
}

/**
 * Who filed a report, as far as erasing her goes: how the report stands, how many she filed, and her standing. Nothing
 * that she said of herself is opened. Refuses: missing, nobody.
 */
export async function reporterOf(by: StaffActor, { id }: { readonly id: string }, now: Date) {
  const filed = await read(async (tx) => {
    const subject = present(await subjectOf(tx, { kind: "reporter", id }));
    return reportFiled(tx, id, subject.reporterRef as string);
  });
  const { number, ...rest } = filed;
  return { ...rest, case: caseNumber(number), standing: await standingOf(by, { kind: "reporter", id }, now) };
}
export type ReporterView = Awaited<ReturnType<typeof reporterOf>>;
