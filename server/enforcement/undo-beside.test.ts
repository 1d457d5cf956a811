import { and, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { caseRow, claim, evidence, report } from "../../db/schema";
import { findDraft, saveDraft } from "../cases/service/draft";
import { escalateCase, snoozeCase } from "../cases/service/move";
import { receiptOf, reportProgress } from "../cases/service/receipt";
import { showCase } from "../cases/service/show";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as plus, second } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import {
  claimed,
  entriesOf,
  measuresOf,
  type OpenCase,
  onSubject,
  reportedCase,
  rowsOf,
  stated,
} from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { effective, useUndoWindow } from "../testing/undo";
import { approve } from "./service/approve";
import { decide } from "./service/decide";
import { checkRectification, markOverdue } from "./service/end";
import { undoDecision } from "./service/undo";

useDatabase();
useUndoWindow();
const now = testNow();
const soon = plus(now, 3 * second);
const [slow, fast] = ["spam_flooding", "fraud_fake_trade"];
let moderator: StaffActor;
let other: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  other = await makePerson(["moderator"], "林一", now);
  lead = await makePerson(["lead"], "陈默", now);
});

type Subject = { readonly type: "group" | "account"; readonly externalId: string };
let made = 0;
const named = (type: Subject["type"] = "group"): Subject => ({ type, externalId: `b-${++made}` });
const again = async (id: string) => (await rowsOf(id)).case as OpenCase;

/** A case about this subject that a moderator has just decided. */
async function decided(subject: Subject, at = now) {
  const found = await reportedCase({ subject, category: slow, reporter: { externalId: "one" } }, at);
  const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, at);
  return { found, given: { decisionId: (await decide(moderator, input, at)).decisionId, version: 1 } };
}

/** What the subject's next complaint opens meanwhile: graver, with a message. */
const complained = (subject: Subject, at = soon) =>
  reportedCase(
    {
      subject,
      category: fast,
      reporter: { externalId: "two" },
      evidence: [{ kind: "text", role: "reported", text: "先付定金", messageExternalId: `m-${++made}` }],
    },
    at,
  );
const leaseOf = async (caseId: string) =>
  (await read((tx) => tx.select().from(claim).where(eq(claim.caseId, caseId))))[0] ?? null;

/** One open case, with every report of the subject, all waiting for their outcome. */
async function isOne(subjectId: string, open: string, reports = 2) {
  const cases = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.subjectId, subjectId)));
  expect(cases.filter(({ state }) => state !== "merged" && state !== "decided").map(({ id }) => id)).toEqual([open]);
  const rows = await read((tx) =>
    tx
      .select({ caseId: report.caseId, state: report.state, closedAt: report.closedAt, round: report.round })
      .from(report)
      .where(and(eq(report.subjectId, subjectId), eq(report.state, "attached"))),
  );
  const { round } = cases.find(({ id }) => id === open) as OpenCase;
  expect(rows).toEqual(Array(reports).fill({ caseId: open, state: "attached", closedAt: null, round }));
  const items = await read((tx) =>
    tx
      .select({ caseId: evidence.caseId })
      .from(evidence)
      .where(sql`${evidence.reportId} in (select id from report where subject_id = ${subjectId})`),
  );
  expect(items.every(({ caseId }) => caseId === open)).toBe(true);
}

describe("undoing a decision about a subject that is complained of again meanwhile", () => {
  it.each(["group", "account"] as const)("takes what nobody holds into the case of the decision: %s", async (type) => {
    const subject = named(type);
    const { found, given } = await decided(subject);
    const later = await complained(subject);
    expect(later.id).not.toBe(found.id);
    await saveDraft(other, { caseId: later.id, draft: '{"facts":"已看"}' }, soon);

    expect(await undoDecision(moderator, given, soon)).toEqual({
      caseNumber: found.number,
      merged: { from: later.number, into: found.number },
    });

    await isOne(found.subjectId, found.id);
    const [into, away] = [await again(found.id), await again(later.id)];
    expect(away).toMatchObject({ state: "merged", mergedInto: found.id, mergedAt: soon, version: later.version + 1 });
    // The graver category, the earlier deadline; its own decision makes it no repeated subject.
    expect(into).toMatchObject({ state: "open", category: fast, reportCount: 2, reporterCount: 2, decidedAt: null });
    expect(into.severity).toBeGreaterThan(found.severity);
    expect(into.dueAt.getTime()).toBe(Math.min(found.dueAt.getTime(), later.dueAt.getTime()));
    expect([later.priorityTerms.repeat, into.priorityTerms.repeat]).toEqual([24, 0]);
    expect(await leaseOf(found.id)).toMatchObject({ staffId: moderator.id });
    expect(await leaseOf(later.id)).toBeNull();
    expect((await entriesOf(later.id)).at(-1)).toMatchObject({
      action: "case.merged",
      version: away.version,
      body: { pub: { into: found.number, reports: 1 } },
    });
    const taken = (await entriesOf(found.id)).filter(({ kind }) => kind === "case" || kind === "decision");
    expect(taken.slice(-2)).toMatchObject([
      { action: "decision.undone", version: into.version - 1 },
      { action: "case.extended", version: into.version, body: { pub: { from: later.number, reports: 1 } } },
    ]);
    expect(await showCase(lead, { number: later.number }, soon)).toMatchObject({ mergedInto: found.number });
    expect(JSON.parse((await findDraft(moderator, { caseId: found.id }))?.draft ?? "{}").clause).toBe(fast);
    expect(await findDraft(other, { caseId: found.id })).toMatchObject({ draft: '{"facts":"已看"}' });

    // Decided again, both reporters hear.
    const input = await claimed(moderator, into, { measures: [onSubject(into, "suspend_posting", 3)] }, soon);
    await decide(moderator, input, soon);
    const { reports, decisions } = await rowsOf(found.id);
    expect(decisions.map(({ state }) => state).sort()).toEqual(["effective", "undone"]);
    expect(reports).toHaveLength(2);
    for (const { id } of reports)
      expect(await reportProgress(receiptOf(id), effective(soon))).toMatchObject({ status: "closed" });
  });

  it("takes in what she has claimed herself or somebody has put aside", async () => {
    for (const held of [true, false]) {
      const subject = named();
      const { found, given } = await decided(subject);
      const later = await complained(subject);
      if (held) await claimed(moderator, later, {}, soon);
      else await snoozeCase(other, { caseId: later.id, until: plus(soon, day).toISOString() }, soon);
      expect(await undoDecision(moderator, given, soon)).toMatchObject({ caseNumber: found.number });
      await isOne(found.subjectId, found.id);
      expect([await leaseOf(later.id), (await leaseOf(found.id))?.staffId]).toEqual([null, moderator.id]);
    }
  });

  it("leaves a colleague what she holds: the reports go there, and her lease decides them all", async () => {
    const subject = named();
    const { found, given } = await decided(subject);
    const later = await complained(subject);
    const { claimToken } = await claimed(other, later, {}, soon);
    expect(await undoDecision(moderator, given, soon)).toEqual({
      caseNumber: later.number,
      merged: { from: found.number, into: later.number },
    });
    await isOne(found.subjectId, later.id);
    expect(await again(found.id)).toMatchObject({ state: "merged", mergedInto: later.id, decidedAt: null });
    expect((await rowsOf(found.id)).decisions).toMatchObject([{ state: "undone" }]);
    expect((await measuresOf(found.subjectId)).map(({ state }) => state)).toEqual(["cancelled"]);
    expect((await again(later.id)).priorityTerms.repeat).toBe(0);
    expect(await leaseOf(later.id)).toMatchObject({ staffId: other.id, token: claimToken });
    expect(await leaseOf(found.id)).toBeNull();
    // Her words wait beside the colleague's.
    expect(JSON.parse((await findDraft(moderator, { caseId: later.id }))?.draft ?? "{}").clause).toBe(fast);
    expect(await findDraft(other, { caseId: later.id })).toBeNull();
    await decide(other, stated(later, claimToken, { measures: [onSubject(later, "suspend_posting", 3)] }), soon);
    expect((await rowsOf(later.id)).reports.map(({ state }) => state)).not.toContain("attached");
  });

  it("leaves with the leads what was handed to them, and where it is what waits for an approval, with what was written there", async () => {
    const subject = named();
    const { found, given } = await decided(subject);
    const later = await complained(subject);
    await escalateCase(other, { caseId: later.id, reason: "unsure" }, soon);
    expect(await undoDecision(moderator, given, soon)).toMatchObject({ caseNumber: later.number });
    await isOne(found.subjectId, later.id);
    expect(await again(later.id)).toMatchObject({ state: "escalated" });
    expect(await leaseOf(later.id)).toBeNull();

    const listed = named();
    const second = await decided(listed);
    const severe = await complained(listed);
    const proposal = await claimed(other, severe, { measures: [onSubject(severe, "close_group")] }, soon);
    const { decisionId } = await decide(other, proposal, soon);
    expect(await undoDecision(moderator, second.given, soon)).toMatchObject({ caseNumber: severe.number });
    await isOne(second.found.subjectId, severe.id);
    expect(await again(severe.id)).toMatchObject({ state: "awaiting_approval" });
    await approve(lead, { decisionId, version: 1 }, soon);
    expect((await rowsOf(severe.id)).reports.map(({ state }) => state)).not.toContain("attached");
  });

  it("goes with a case that was opened for a new round meanwhile, into that round", async () => {
    const subject = named();
    const long = plus(now, -10 * day);
    const first = await reportedCase({ subject }, long);
    const items = { items: ["删除引流信息"] };
    const input = await claimed(moderator, first, { measures: [onSubject(first, "warn_and_rectify", 3, items)] }, long);
    await decide(moderator, input, long);
    await markOverdue(plus(long, 5 * day));
    const { found, given } = await decided(subject);
    const [warning] = (await measuresOf(found.subjectId)).filter(({ key }) => key === "warn_and_rectify");
    await checkRectification(
      lead,
      { measureId: warning?.id as string, version: 2, verdict: "failed", note: "未按要求整改" },
      soon,
    );
    expect(await again(first.id)).toMatchObject({ state: "reopened", round: 2 });
    expect(await undoDecision(moderator, given, soon)).toMatchObject({ caseNumber: first.number });
    await isOne(found.subjectId, first.id, 1);
    expect((await rowsOf(first.id)).reports.map(({ round, state }) => [round, state]).sort()).toEqual([
      [1, "upheld"],
      [2, "attached"],
    ]);
  });

  it("takes in what was decided and undone there too, latest first", async () => {
    const subject = named();
    const { found, given } = await decided(subject);
    const later = await complained(subject);
    const input = await claimed(moderator, later, { measures: [onSubject(later, "suspend_posting", 3)] }, soon);
    const { decisionId } = await decide(moderator, input, soon);
    const at = plus(soon, second);
    expect(await undoDecision(moderator, { decisionId, version: 1 }, at)).toEqual({
      caseNumber: later.number,
      merged: null,
    });
    expect(await undoDecision(moderator, given, at)).toMatchObject({ caseNumber: found.number });
    await isOne(found.subjectId, found.id);
    expect((await measuresOf(found.subjectId)).map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
  });

  it("refused, leaves both as they are", async () => {
    const subject = named();
    const { found, given } = await decided(subject);
    const later = await complained(subject);
    const before = [await rowsOf(found.id), await rowsOf(later.id)];
    for (const [by, input, at, code] of [
      [other, given, soon, "not_decider"],
      [moderator, { ...given, version: 2 }, soon, "stale"],
      [moderator, given, effective(now), "undo_over"],
    ] as const) {
      expect(await refusalOf(undoDecision(by, input, at))).toMatchObject({ code: `enforcement.${code}` });
      expect([await rowsOf(found.id), await rowsOf(later.id)]).toEqual(before);
    }
  });

  it("a later complaint joins the one that went on; one about a merged case opens nothing beside it", async () => {
    const subject = named();
    const { found, given } = await decided(subject);
    await complained(subject);
    await undoDecision(moderator, given, soon);
    expect((await complained(subject, plus(soon, hour))).id).toBe(found.id);
    await isOne(found.subjectId, found.id, 3);
  });
});
