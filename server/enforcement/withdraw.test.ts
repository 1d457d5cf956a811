import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { outgoing, report } from "../../db/schema";
import { api } from "../api";
import { reportStates } from "../cases/contract";
import { withdrawReport as rule } from "../cases/rules-withdraw";
import { openEvidence } from "../cases/service/evidence";
import { receiptOf, reportProgress } from "../cases/service/receipt";
import { receiveReports } from "../cases/service/receive";
import { reportSummary } from "../cases/service/show";
import { basePath } from "../http/contract";
import type { KeyActor, StaffActor } from "../kernel/actor";
import { day, after as later, minute } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, entriesOf, type OpenCase, onSubject, reportedCase, rowsOf } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { decide } from "./service/decide";
import { withdrawReport } from "./service/withdraw";

useDatabase();
const now = testNow();
let moderator: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
});

const code = async (work: Promise<unknown>) => (await refusalOf(work))?.code ?? null;
const platform: KeyActor = { kind: "key", id: newId(now), scopes: ["reports:write"], sources: ["in_app"] };

/** A report by somebody named, over the platform's key. @returns its receipt. */
async function filed(externalId: string, reporter: string, id: string): Promise<string> {
  const subject = { type: "account" as const, externalId };
  const given = { subject, source: "in_app" as const, category: "fraud_fake_trade", externalId: id };
  const [received] = await receiveReports(platform, [{ ...given, reporter: { externalId: reporter } }], now);
  if (!received?.ok) throw new Error("refused");
  return received.receipt;
}
const caseOf = async (receipt: string): Promise<OpenCase> => {
  const rows = await read((tx) => tx.select().from(report));
  const row = rows.find(({ id }) => receiptOf(id) === receipt);
  return (await rowsOf(row?.caseId as string)).case as OpenCase;
};
const outcomesOf = async (caseId: string) => (await rowsOf(caseId)).orders.map(({ order }) => order);

describe("a reporter who takes her report back", () => {
  it("is told so, and so is the platform; the case goes on with less weight and what was alleged", async () => {
    const receipts: string[] = [];
    for (const [at, who] of ["a", "b", "c", "d"].entries()) receipts.push(await filed("many", who, `many-${at}`));
    const before = await caseOf(receipts[0] as string);
    await withdrawReport(receipts[0] as string, { reason: " 误会已经说清 " }, now);
    const next = await caseOf(receipts[0] as string);
    expect(next).toMatchObject({ state: "open", severity: before.severity, queue: before.queue, dueAt: before.dueAt });
    expect(next.reportCount).toBe(4);
    expect([before.reporterWeight, next.reporterWeight]).toEqual([4, 3]);
    expect(next.priority).toBeLessThan(before.priority);
    expect(next.priorityTerms).toEqual({ ...before.priorityTerms, reporters: next.priorityTerms.reporters });
    expect(next.version).toBe(before.version + 1);
    expect(await reportProgress(receipts[0] as string, now)).toMatchObject({ status: "closed", outcome: "withdrawn" });
    expect(await outcomesOf(next.id)).toMatchObject([
      { type: "report.outcome", payload: { report: { externalId: "many-0" }, outcome: "withdrawn" } },
    ]);
    expect(await reportSummary({ caseId: next.id })).toMatchObject({ total: 4, withdrawn: 1 });
    const [entry] = (await entriesOf(next.id)).filter(({ action }) => action === "report.withdrawn");
    expect(entry).toMatchObject({ kind: "case", version: next.version, body: { pub: { left: 3, reason: true } } });
    expect(JSON.stringify(entry)).not.toContain("误会");
    const { descriptions } = await openEvidence(moderator, { caseId: next.id }, now);
    expect(descriptions.map(({ withdrawal }) => withdrawal)).toContain("误会已经说清");
  });

  it("counts no less while another report of hers stands", async () => {
    const first = await filed("twice", "a", "twice-0");
    await filed("twice", "a", "twice-1");
    await filed("twice", "b", "twice-2");
    const before = await caseOf(first);
    await withdrawReport(first, {}, now);
    expect((await caseOf(first)).priority).toBe(before.priority);
  });

  it("leaves a case that nobody stands by to a person, who concludes it", async () => {
    const receipt = await filed("alone", "a", "alone-0");
    await withdrawReport(receipt, {}, now);
    const found = await caseOf(receipt);
    expect(found).toMatchObject({ state: "open", reporterWeight: 0 });
    expect(await reportSummary({ caseId: found.id })).toMatchObject({ total: 1, withdrawn: 1 });
    const measures = [onSubject(found, "suspend_posting", 3)];
    await decide(moderator, await claimed(moderator, found, { measures }, now), now);
    expect((await rowsOf(found.id)).reports).toMatchObject([{ state: "withdrawn" }]);
    // Nobody is told twice, nor of another outcome.
    const told = (await outcomesOf(found.id)).filter(({ type }) => type === "report.outcome");
    expect(told.map(({ payload }) => (payload as { outcome: string }).outcome)).toEqual(["withdrawn"]);
  });

  it("cannot do it twice, nor for a report that does not exist or is concluded", async () => {
    const receipt = await filed("refused", "a", "refused-0");
    expect(await code(withdrawReport("7K2M-0QXB-94RT-ZHW1", {}, now))).toBe("reports.missing");
    expect(await code(withdrawReport("nonsense", {}, now))).toBe("reports.missing");
    expect(await code(withdrawReport(receipt, { reason: "证件 110105 19491231 002X" }, now))).toBe(
      "reports.document_number",
    );
    await withdrawReport(receipt, {}, now);
    expect(await code(withdrawReport(receipt, {}, now))).toBe("reports.withdrawn");
    const other = await filed("decided", "a", "decided-0");
    const found = await caseOf(other);
    const measures = [onSubject(found, "suspend_posting", 3)];
    await decide(moderator, await claimed(moderator, found, { measures }, now), now);
    // Also while whoever decided may still undo it: what comes of it is not told before.
    expect(await code(withdrawReport(other, {}, now))).toBe("reports.concluded");
    expect(await code(withdrawReport(other, {}, later(now, day)))).toBe("reports.concluded");
  });

  it("is told nothing by message when nobody sent the report for her", async () => {
    const found = await reportedCase({ subject: { type: "account", externalId: "by-form" } }, now);
    const [row] = (await rowsOf(found.id)).reports;
    await withdrawReport(receiptOf(row?.id as string), {}, later(now, minute));
    expect(await read((tx) => tx.select().from(outgoing).where(eq(outgoing.subjectId, found.subjectId)))).toEqual([]);
  });

  it("two at once: one is taken, one refused, and the case has one entry of it", async () => {
    const receipt = await filed("race", "a", "race-0");
    const codes = await Promise.all([1, 2, 3].map(() => code(withdrawReport(receipt, {}, now))));
    expect(codes.filter((each) => each === null)).toHaveLength(1);
    expect(codes.filter((each) => each === "reports.withdrawn")).toHaveLength(2);
    const { id } = await caseOf(receipt);
    expect((await entriesOf(id)).filter(({ action }) => action === "report.withdrawn")).toHaveLength(1);
  });
});

describe("over HTTP", () => {
  const post = (receipt: string, body: string, headers: Record<string, string> = {}) =>
    api().fetch(
      new Request(`http://docket.test${basePath}/reports/${receipt}/withdrawal`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
      }),
    );
  it.each([
    ["a receipt that is none", "0000-0000-0000-0000", "{}", 404],
    ["a reason that is too long", null, JSON.stringify({ reason: "长".repeat(501) }), 422],
    ["a field that is none", null, JSON.stringify({ because: "x" }), 422],
    ["a body that is none", null, "[", 400],
  ])("%s is a named 4xx", async (_what, receipt, body, status) => {
    const own = receipt ?? (await filed(`http-${status}-${body.length}`, "a", `http-${status}-${body.length}`));
    const answer = await post(own, body, { "x-forwarded-for": `203.0.113.${body.length % 250}` });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  it("takes it back, and says so in the reader's language when it cannot", async () => {
    const receipt = await filed("http-done", "a", "http-done-0");
    const answer = await post(receipt, JSON.stringify({ reason: "误报" }));
    expect([answer.status, await answer.json()]).toMatchObject([200, { outcome: "withdrawn" }]);
    const again = await post(receipt, "{}", { "accept-language": "zh-CN" });
    expect([again.status, await again.json()]).toMatchObject([409, { detail: "此举报已经撤回" }]);
  });
});

describe("the state table of a report", () => {
  it.each(reportStates)("from %s a report is withdrawn only while it waits for its outcome", (state) => {
    const found = {
      id: "k",
      number: 1,
      round: 1,
      severity: 2,
      source: "in_app",
      terms: { severity: 48, reporters: 12, source: 0, reach: 6, repeat: 24, arrival: -1 },
      openedAt: now,
      reporterWeight: 2,
      version: 5,
      left: 1,
      weightLeft: 5,
    } as const;
    const verdict = rule({ id: "r", state, about: "account:a" }, found, "", null);
    if (state !== "attached")
      return expect(verdict).toMatchObject({
        refusal: { code: state === "withdrawn" ? "reports.withdrawn" : "reports.concluded" },
      });
    // Never heavier than before, whatever the records of the others say now.
    expect(verdict).toMatchObject({ next: { reporterWeight: 2, version: 6, terms: { reach: 6, repeat: 24 } } });
  });
});
