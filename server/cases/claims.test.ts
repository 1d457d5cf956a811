import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { claim, queueMember, staffSubject } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { makeCase, makeCases, makePerson, newCase, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { transact } from "../transact";
import { claimCase, claimNext, heartbeat, peek, release } from "./service/claim";
import { assertClaim, closeCase, lockCase } from "./service/lock";
import { escalateCase, skipCase } from "./service/move";

useDatabase();

/** Decides as enforcement does: under the lock, with the claim checked, in one transaction with its entry. */
const decide = (by: StaffActor, caseId: string, token: string, now: Date) =>
  transact(by, now, async (tx, settle) => {
    const found = await lockCase(tx, caseId);
    const held = await assertClaim(tx, caseId, by.id, token, now);
    if (!held.ok) throw new Refused(held.refusal);
    const version = found.version + 1;
    settle({
      ok: true,
      next: null,
      effects: [],
      entry: {
        kind: "decision",
        action: "decision.taken",
        subject: { kind: "case", id: caseId, version },
        pub: { case: found.number, round: found.round },
        caseId,
      },
    });
    await closeCase(tx, found, { state: "decided", version, at: now });
  });

it("16 people drain 1,000 cases: none is handed out twice and none is lost", async () => {
  const now = testNow();
  const cases = await makeCases(
    now,
    Array.from({ length: 1_000 }, (_, at) => newCase(now, { priority: (at * 7919) % 1_000 })),
  );
  const people = await Promise.all(Array.from({ length: 16 }, (_, at) => makePerson(["moderator"], `P${at}`, now)));
  const handed: string[] = [];
  await Promise.all(
    people.map(async (by) => {
      for (;;) {
        const lease = await claimNext(by, {}, now);
        if (!lease) return;
        handed.push(lease.caseId);
        await decide(by, lease.caseId, lease.token, now);
      }
    }),
  );
  expect(handed).toHaveLength(1_000);
  expect(new Set(handed)).toEqual(new Set(cases.map((each) => each.id)));
  expect(await read((tx) => tx.select().from(claim))).toEqual([]);
}, 60_000);

it("hands out the most pressing case first, within the person's queues and the asked one", async () => {
  const now = testNow(10);
  const ann = await makePerson(["moderator"], "Ann", now);
  const bob = await makePerson(["moderator"], "Bob", now);
  await transact(bob, now, async (tx, settle) => {
    settle({
      ok: true,
      next: null,
      effects: [],
      entry: { kind: "staff", action: "staff.queues_set", subject: { kind: "staff", id: bob.id, version: 2 }, pub: {} },
    });
    await tx.insert(queueMember).values([
      { staffId: bob.id, queue: "minors" },
      { staffId: bob.id, queue: "fraud" },
    ]);
  });
  const low = await makeCase(now, { queue: "fraud", priority: 10 });
  const high = await makeCase(now, { queue: "general", priority: 30 });
  const middle = await makeCase(now, { queue: "minors", priority: 20 });
  expect(await peek(ann, {}, now)).toEqual({ caseId: high.id, number: high.number });
  expect((await claimNext(bob, {}, now))?.caseId).toBe(middle.id);
  expect(await refusalOf(claimNext(bob, { queue: "general" }, now))).toMatchObject({ code: "cases.not_her_queue" });
  expect((await claimNext(ann, { queue: "fraud" }, now))?.caseId).toBe(low.id);
  expect((await claimNext(ann, {}, now))?.caseId).toBe(high.id);
  expect(await claimNext(ann, {}, now)).toBeNull();
});

it("hands nobody her own group, an escalated case without a lead, or a case she passed on", async () => {
  const now = testNow(20);
  const ann = await makePerson(["moderator"], "Ann", now);
  const lea = await makePerson(["lead"], "Lea", now);
  const own = await makeCase(now, { queue: "own" });
  const row = await read((tx) => tx.query.caseRow.findFirst({ where: (each, { eq: is }) => is(each.id, own.id) }));
  await transact(ann, now, async (tx, settle) => {
    const entry = {
      kind: "staff",
      action: "staff.subject_added",
      subject: { kind: "staff", id: ann.id, version: 2 },
      pub: {},
    } as const;
    settle({ ok: true, next: null, effects: [], entry });
    await tx
      .insert(staffSubject)
      .values({ staffId: ann.id, subjectKind: "group", subjectId: row?.subjectId as string });
  });
  expect(await claimNext(ann, { queue: "own" }, now)).toBeNull();
  expect(await refusalOf(claimCase(ann, { caseId: own.id }, now))).toMatchObject({
    code: "cases.own_subject",
    status: 403,
  });
  expect(await claimNext(lea, { queue: "own" }, now)).toMatchObject({ caseId: own.id });

  const hard = await makeCase(now, { queue: "hard" });
  await escalateCase(ann, { caseId: hard.id, reason: "unsure" }, now);
  expect(await claimNext(ann, { queue: "hard" }, now)).toBeNull();
  expect(await refusalOf(claimCase(ann, { caseId: hard.id }, now))).toMatchObject({ code: "cases.needs_lead" });
  expect(await claimNext(lea, { queue: "hard" }, now)).toMatchObject({ caseId: hard.id });

  const passed = await makeCase(now, { queue: "passed" });
  const lease = await claimNext(ann, { queue: "passed" }, now);
  await skipCase(ann, { caseId: passed.id, token: lease?.token as string, reason: "too_distressing" }, now);
  expect(await claimNext(ann, { queue: "passed" }, testNow(21))).toBeNull();
  expect(await claimNext(lea, { queue: "passed" }, testNow(21))).toMatchObject({ caseId: passed.id });
  expect(await claimNext(ann, { queue: "passed" }, testNow(20 + 24 * 60 + 1))).toMatchObject({ caseId: passed.id });
});

it("several people claim one case in the same moment, one gets it and the other learns who and when", async () => {
  const now = testNow(30);
  const people = await Promise.all(Array.from({ length: 8 }, (_, at) => makePerson(["moderator"], `同事${at}`, now)));
  const made = await makeCase(now, { queue: "race" });
  const answers = await Promise.all(
    people.map((by) => claimCase(by, { caseId: made.id }, now).catch((error: unknown) => error)),
  );
  const refused = answers.filter((each): each is Refused => each instanceof Refused);
  expect(refused).toHaveLength(7);
  for (const each of refused)
    expect(each.refusal).toMatchObject({ status: 409, code: "cases.claimed", details: { since: now.toISOString() } });
  const winner = people[answers.findIndex((each) => !(each instanceof Refused))] as StaffActor;
  expect(refused[0]?.refusal.details.who).toBe(`同事${people.indexOf(winner)}`);
});

it("defect 8: a live lease is never taken over; after it has run out it is, and the first holder is told", async () => {
  const [ann, bob] = [await makePerson(["moderator"], "安", testNow()), await makePerson(["lead"], "博", testNow())];
  const made = await makeCase(testNow(40), { queue: "over" });
  const first = await claimCase(ann, { caseId: made.id }, testNow(40));
  expect(await refusalOf(claimCase(bob, { caseId: made.id }, testNow(41.99)))).toMatchObject({ code: "cases.claimed" });
  const second = await claimCase(bob, { caseId: made.id }, testNow(42));
  expect(second.token).not.toBe(first.token);
  expect(await refusalOf(heartbeat(ann, first, testNow(42.1)))).toMatchObject({
    status: 409,
    code: "cases.lost_to",
    details: { who: "博", since: testNow(42).toISOString() },
  });
  expect(await refusalOf(decide(ann, made.id, first.token, testNow(42.1)))).toMatchObject({ code: "cases.lost_to" });
});

it("defect 18: two people decide the same case, and only the holder's decision is written", async () => {
  const now = testNow(50);
  const [ann, bob] = [await makePerson(["moderator"], "安", now), await makePerson(["moderator"], "博", now)];
  const made = await makeCase(now, { queue: "both" });
  const lease = await claimCase(ann, { caseId: made.id }, now);
  const answers = await Promise.all([
    refusalOf(decide(ann, made.id, lease.token, now)),
    refusalOf(decide(ann, made.id, lease.token, now)),
    refusalOf(decide(bob, made.id, lease.token, now)),
  ]);
  expect(answers.filter((each) => each === null)).toHaveLength(1);
  expect(answers[2]).not.toBeNull();
  const entries = await read((tx) =>
    tx.query.auditEvent.findMany({ where: (each, { eq: is }) => is(each.caseId, made.id) }),
  );
  expect(entries.filter((each) => each.action === "decision.taken")).toHaveLength(1);
});

it("defect 23: a heartbeat keeps a lease for as long as the person is at it", async () => {
  const [ann, bob] = [
    await makePerson(["moderator"], "安", testNow()),
    await makePerson(["moderator"], "博", testNow()),
  ];
  const made = await makeCase(testNow(60), { queue: "long" });
  const lease = await claimCase(ann, { caseId: made.id }, testNow(60));
  for (let beat = 1; beat <= 20; beat++) {
    const at = testNow(60 + beat / 2);
    expect(await heartbeat(ann, lease, at)).toEqual({ expiresAt: testNow(62 + beat / 2) });
    expect(await refusalOf(claimCase(bob, { caseId: made.id }, at))).toMatchObject({ code: "cases.claimed" });
  }
  // A lease that ran out is hers again as long as nobody took the case.
  expect(await heartbeat(ann, lease, testNow(90))).toEqual({ expiresAt: testNow(92) });
  expect(await claimCase(ann, { caseId: made.id }, testNow(91))).toMatchObject({ token: lease.token });
});

it("defect 23: no claim outlives what ended it", async () => {
  const now = testNow(100);
  const [ann, lea] = [await makePerson(["moderator"], "安", now), await makePerson(["lead"], "莉", now)];
  const made = await makeCase(now, { queue: "ends" });
  const claimsLeft = () => read((tx) => tx.select().from(claim).where(eq(claim.caseId, made.id)));
  const first = await claimCase(ann, { caseId: made.id }, now);
  expect(await release(ann, first)).toEqual({ released: true });
  expect(await claimsLeft()).toEqual([]);
  expect(await refusalOf(heartbeat(ann, first, now))).toMatchObject({ code: "cases.lost" });

  const second = await claimCase(ann, { caseId: made.id }, now);
  expect(await release(ann, first)).toEqual({ released: false });
  expect(await claimsLeft()).toHaveLength(1);
  await escalateCase(ann, { caseId: made.id, token: second.token, reason: "severe_harm" }, now);
  expect(await claimsLeft()).toEqual([]);

  const third = await claimCase(lea, { caseId: made.id }, now);
  await decide(lea, made.id, third.token, now);
  expect(await claimsLeft()).toEqual([]);
  expect(await refusalOf(claimCase(lea, { caseId: made.id }, now))).toMatchObject({
    code: "cases.transition",
    details: { from: "decided", act: "claim" },
  });
});
