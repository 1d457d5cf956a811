import { and, eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { auditEvent, caseRow, caseSkip } from "../../db/schema";
import { read } from "../read";
import { makeCase, makeCases, makePerson, newCase, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { transact } from "../transact";
import { claimCase, claimNext } from "./service/claim";
import { closeCase, lockCase, reopenCase } from "./service/lock";
import { escalateCase, skipCase, snoozeCase } from "./service/move";
import { recordBreaches, wakeSnoozed } from "./service/timers";

useDatabase();

const rowOf = async (id: string) => (await read((tx) => tx.select().from(caseRow).where(eq(caseRow.id, id))))[0];
const entriesOf = (id: string) =>
  read((tx) =>
    tx
      .select({ action: auditEvent.action, version: auditEvent.subjectVersion, body: auditEvent.bodyJson })
      .from(auditEvent)
      .where(and(eq(auditEvent.subjectKind, "case"), eq(auditEvent.subjectId, id)))
      .orderBy(auditEvent.subjectVersion),
  );

it("defect 1: escalating a case that waits in a queue works, is logged, and reaches a lead", async () => {
  const now = testNow();
  const [ann, lea] = [await makePerson(["moderator"], "安", now), await makePerson(["lead"], "莉", now)];
  const made = await makeCase(now);
  expect(await escalateCase(ann, { caseId: made.id, reason: "legal_question" }, now)).toEqual({
    number: made.number,
    state: "escalated",
  });
  expect(await rowOf(made.id)).toMatchObject({ state: "escalated", waiting: true, escalatedAt: now, version: 2 });
  expect(await entriesOf(made.id)).toMatchObject([
    { action: "report.received", version: 1 },
    {
      action: "case.escalated",
      version: 2,
      body: { actor: `staff:${ann.id}`, pub: { reason: "legal_question", case: made.number } },
    },
  ]);
  expect(await claimNext(ann, {}, now)).toBeNull();
  expect(await claimNext(lea, {}, now)).toMatchObject({ caseId: made.id });
  expect(await refusalOf(escalateCase(ann, { caseId: made.id, reason: "unsure" }, now))).toMatchObject({
    code: "cases.claimed",
    details: { who: "莉" },
  });
});

it("a case that is put aside is out of the queue until its time, and waits again where it waited", async () => {
  const now = testNow(10);
  const lea = await makePerson(["lead"], "莉", now);
  const [plain, hard] = [await makeCase(now, { queue: "aside" }), await makeCase(now, { queue: "aside" })];
  await escalateCase(lea, { caseId: hard.id, reason: "unsure" }, now);
  const until = testNow(70).toISOString();
  await snoozeCase(lea, { caseId: plain.id, until }, now);
  expect(await refusalOf(snoozeCase(lea, { caseId: hard.id, until }, now))).toMatchObject({ code: "cases.transition" });
  const { token } = await claimCase(lea, { caseId: hard.id }, now);
  await snoozeCase(lea, { caseId: hard.id, token, until }, now);
  expect(await claimNext(lea, { queue: "aside" }, now)).toBeNull();
  expect(await wakeSnoozed(testNow(69))).toBe(0);
  const woken = await Promise.all([wakeSnoozed(testNow(70)), wakeSnoozed(testNow(70))]);
  expect((woken[0] as number) + (woken[1] as number)).toBe(2);
  expect(await rowOf(plain.id)).toMatchObject({ state: "open", snoozedUntil: null, version: 3 });
  expect(await rowOf(hard.id)).toMatchObject({ state: "escalated", version: 4 });
  expect((await entriesOf(hard.id)).map((each) => each.action)).toEqual([
    "report.received",
    "case.escalated",
    "case.snoozed",
    "case.woken",
  ]);
});

it("a breach is recorded once a round when it happens, also of a case that was decided too late", async () => {
  const now = testNow(100);
  const ann = await makePerson(["moderator"], "安", now);
  const made = await makeCases(
    now,
    Array.from({ length: 130 }, () => newCase(now, { queue: "late", dueAt: testNow(110) })),
  );
  const late = await makeCase(now, { queue: "decided late", dueAt: testNow(110) });
  const intime = await makeCase(now, { queue: "decided in time", dueAt: testNow(110) });
  const decideAt = async (id: string, minutes: number) => {
    const lease = await claimCase(ann, { caseId: id }, testNow(minutes));
    await transact(ann, testNow(minutes), async (tx, settle) => {
      const found = await lockCase(tx, lease.caseId);
      const entry = {
        kind: "decision",
        action: "decision.taken",
        subject: { kind: "case", id, version: found.version + 1 },
        pub: {},
      } as const;
      settle({ ok: true, next: null, effects: [], entry });
      await closeCase(tx, found, { state: "decided", version: found.version + 1, at: testNow(minutes) });
    });
  };
  await decideAt(intime.id, 109);
  expect(await recordBreaches(testNow(109.9))).toBe(0);
  await decideAt(late.id, 110.5);
  const counts = await Promise.all([recordBreaches(testNow(111)), recordBreaches(testNow(111))]);
  expect((counts[0] as number) + (counts[1] as number)).toBe(131);
  expect(await recordBreaches(testNow(112))).toBe(0);
  expect(await rowOf(made[129]?.id as string)).toMatchObject({ breachedAt: testNow(110), version: 2 });
  expect(await rowOf(late.id)).toMatchObject({ state: "decided", breachedAt: testNow(110) });
  expect(await rowOf(intime.id)).toMatchObject({ breachedAt: null });
  expect((await entriesOf(late.id)).map((each) => each.version)).toEqual([1, 2, 3]);
});

it("a skip keeps its reason for its author: the log has none", async () => {
  const now = testNow(200);
  const ann = await makePerson(["moderator"], "安", now);
  const made = await makeCase(now, { queue: "skip" });
  const { token } = await claimCase(ann, { caseId: made.id }, now);
  await skipCase(ann, { caseId: made.id, token, reason: "too_distressing" }, now);
  expect(JSON.stringify(await entriesOf(made.id))).not.toContain("distress");
  expect(await read((tx) => tx.select().from(caseSkip).where(eq(caseSkip.caseId, made.id)))).toMatchObject([
    { staffId: ann.id, reason: "too_distressing" },
  ]);
  expect(await refusalOf(skipCase(ann, { caseId: made.id, token, reason: "later" }, now))).toMatchObject({
    code: "cases.lost",
  });
});

it("a decided case opens again in a new round, but never beside another open case of its subject", async () => {
  const now = testNow(300);
  const ann = await makePerson(["moderator"], "安", now);
  const made = await makeCase(now, { queue: "again", state: "decided", decidedAt: now });
  const subject = await rowOf(made.id);
  const reopen = () =>
    transact(ann, now, async (tx, settle) => {
      const found = await lockCase(tx, made.id);
      const version = found.version + 1;
      const entry = {
        kind: "case",
        action: "case.reopened",
        subject: { kind: "case", id: made.id, version },
        pub: {},
      } as const;
      settle({ ok: true, next: null, effects: [], entry });
      return reopenCase(tx, found, { act: "reopen", version, at: now, dueAt: testNow(900) });
    });
  const other = await makeCase(now, { queue: "again", subjectId: subject?.subjectId as string });
  expect(await refusalOf(reopen())).toMatchObject({ code: "cases.another_open" });
  await transact(ann, now, async (tx, settle) => {
    const found = await lockCase(tx, other.id);
    const entry = {
      kind: "case",
      action: "case.closed",
      subject: { kind: "case", id: other.id, version: 2 },
      pub: {},
    } as const;
    settle({ ok: true, next: null, effects: [], entry });
    await closeCase(tx, found, { state: "decided", version: 2, at: now });
  });
  expect(await reopen()).toEqual({ round: 2, token: null });
  expect(await rowOf(made.id)).toMatchObject({ state: "reopened", round: 2, decidedAt: null, dueAt: testNow(900) });
  expect(await refusalOf(reopen())).toMatchObject({ code: "cases.transition", details: { from: "reopened" } });
});
