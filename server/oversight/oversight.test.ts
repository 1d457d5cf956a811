import { and, eq, inArray } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { auditEvent, staffView } from "../../db/schema";
import type { ListEntries } from "../audit/contract";
import { auditRouter } from "../audit/router";
import { entriesAbout, getEntry, listEntries } from "../audit/service";
import type { Role, StaffActor } from "../kernel/actor";
import { hour, minute, after as plus } from "../kernel/calendar";
import { newId } from "../kernel/id";
import type { Entry } from "../kernel/verdict";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { transact } from "../transact";
import { createCallerFactory, router } from "../trpc/init";
import { answerHours, grantHours, openingMinutes, waitingLimit } from "./contract";
import { oversightRouter } from "./router";
import { deskOf, standingsOf } from "./service/desk";
import { answerView, askForView, endView } from "./service/request";

const urls = useDatabase();
const now = testNow();
const reason = "核对投诉所述的查看记录";
let superuser: postgres.Sql;
beforeAll(() => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
});
afterAll(() => superuser.end({ timeout: 2 }));

const codeOf = async (work: Promise<unknown>) => (await refusalOf(work))?.code ?? "allowed";
/** People of their own for each test: two officers, two leads, and a colleague who has done two things. */
async function world() {
  const person = (name: string, ...roles: Role[]) => makePerson(roles, name, now);
  const officer = await person("苏晴", "compliance_officer");
  const officer2 = await person("方致远", "compliance_officer");
  const lead = await person("陈默", "lead");
  const lead2 = await person("陆明", "lead");
  const her = await person("许言", "moderator");
  const caseId = newId(now);
  const did = await transact(her, now, async (_tx, settle) => {
    const entry: Entry = {
      kind: "disclosure",
      action: "disclosure.evidence_viewed",
      subject: { kind: "case", id: caseId, version: null },
      pub: { round: 1 },
      caseId,
    };
    const signedIn: Entry = {
      kind: "staff",
      action: "staff.signed_in",
      subject: { kind: "staff", id: her.id, version: null },
      pub: {},
    };
    return settle({ ok: true, next: null, entry, more: [signedIn], effects: [] }).eventIds;
  });
  return { officer, officer2, lead, lead2, her, ref: `staff:${her.id}`, did };
}
const granted = async (by: StaffActor, second: StaffActor, her: StaffActor, at = now) => {
  const { viewId } = await askForView(by, { staffId: her.id, reason }, at);
  await answerView(second, { viewId, answer: "approved" }, at);
  return viewId;
};
const about = async (her: StaffActor, ...actions: string[]) =>
  read((tx) =>
    tx
      .select({ action: auditEvent.action, actor: auditEvent.actorRef, body: auditEvent.bodyJson })
      .from(auditEvent)
      .where(and(eq(auditEvent.subjectId, her.id), inArray(auditEvent.action, actions)))
      .orderBy(auditEvent.id),
  );
const views = (her: StaffActor) => about(her, "disclosure.staff_viewed");

describe("without a second person", () => {
  test("nothing that names a colleague opens, however it is asked", async () => {
    const { officer, lead, her, ref } = await world();
    const filters: ListEntries[] = [
      { actor: ref },
      { actor: ref, kind: "disclosure" },
      { actor: ref, action: "staff.signed_in" },
      { actor: ref, case: 1 },
      { actor: ref, from: "2026-11-01", through: "2026-11-30" },
      { actor: ref, subject: `account:${newId(now)}` },
      { actor: ref, cursor: Buffer.from(JSON.stringify([newId(now)])).toString("base64url") },
      { subject: ref },
      { subject: ref, kind: "staff" },
      { actor: `staff:${officer.id}`, subject: ref },
      { actor: `staff:${newId(now)}` },
    ];
    for (const by of [officer, lead])
      for (const filter of filters)
        expect([filter, await codeOf(listEntries(by, filter, now))]).toEqual([filter, "oversight.closed"]);
    expect(await views(her)).toEqual([]);
  });

  test("one's own acts, keys, the system and everything unnamed stay open, names included", async () => {
    const { officer, lead, did, her } = await world();
    for (const actor of [`staff:${officer.id}`, `key:${newId(now)}`, "system:expiry", "operator:seed"])
      expect([actor, await codeOf(listEntries(officer, { actor }, now))]).toEqual([actor, "allowed"]);
    expect(await codeOf(listEntries(lead, { subject: `staff:${lead.id}` }, now))).toBe("allowed");
    const all = await listEntries(officer, {}, now);
    expect(all.rows.find(({ id }) => id === did[0])).toMatchObject({ actor: { name: "许言" } });
    expect(await getEntry(officer, did[0] as string)).toMatchObject({ actor: { id: her.id } });
    expect((await entriesAbout(officer, { kind: "account", id: newId(now) })).rows).toEqual([]);
  });
});

test("one asks, another agrees, and the log tells who looked at whose acts", async () => {
  const { officer, officer2, lead, her, ref, did } = await world();
  const { viewId } = await askForView(officer, { staffId: her.id, reason }, now);
  expect(await codeOf(listEntries(officer, { actor: ref }, now))).toBe("oversight.closed");
  expect(await standingsOf(officer, { staffIds: [her.id] }, now)).toMatchObject([
    { standing: "waiting", isOpen: false, name: "许言", viewId },
  ]);
  expect((await deskOf(officer2, now)).toAnswer.find(({ id }) => id === viewId)).toMatchObject({
    askerName: "苏晴",
    name: "许言",
    reason,
  });
  const [agreed, opened] = [plus(now, minute), plus(now, 2 * minute)];
  await answerView(officer2, { viewId, answer: "approved" }, agreed);

  const page = await listEntries(officer, { actor: ref }, opened);
  expect(page.rows.map(({ id }) => id)).toEqual([did[1], did[0]]);
  expect((await listEntries(officer, { actor: ref, kind: "disclosure" }, opened)).rows.map(({ id }) => id)).toEqual([
    did[0],
  ]);
  for (const other of [officer2, lead])
    expect(await codeOf(listEntries(other, { actor: ref }, opened))).toBe("oversight.closed");

  const told = await about(her, "access.view_requested", "access.view_approved", "disclosure.staff_viewed");
  expect(told.map(({ action, actor }) => [action, actor])).toEqual([
    ["access.view_requested", `staff:${officer.id}`],
    ["access.view_approved", `staff:${officer2.id}`],
    ["disclosure.staff_viewed", `staff:${officer.id}`],
  ]);
  expect(told[2]?.body).toMatchObject({ pub: { view: viewId, answeredBy: `staff:${officer2.id}` } });
  expect(JSON.stringify(told)).not.toContain(reason);
  const seen = (await listEntries(officer2, { kind: "disclosure" }, opened)).rows;
  expect(seen.find(({ subject }) => subject.id === her.id)).toMatchObject({
    action: "disclosure.staff_viewed",
    subject: { name: "许言" },
    actor: { name: "苏晴" },
  });
});

test("a quarter of an hour of reading is one entry, and a read that fails is none", async () => {
  const { officer, officer2, her, ref } = await world();
  await granted(officer, officer2, her);
  expect(await codeOf(listEntries(officer, { actor: ref, cursor: "x" }, now))).toBe("audit.cursor");
  expect(await views(her)).toHaveLength(0);
  for (const minutes of [0, 1, openingMinutes - 1])
    await listEntries(officer, { actor: ref }, plus(now, minutes * minute));
  expect(await views(her)).toHaveLength(1);
  await listEntries(officer, { subject: ref }, plus(now, openingMinutes * minute));
  expect(await views(her)).toHaveLength(2);
});

test("a grant ends after its time, a request lapses, and both can be asked for anew", async () => {
  const { officer, officer2, her, ref } = await world();
  const { viewId } = await askForView(officer, { staffId: her.id, reason }, now);
  const late = plus(now, answerHours * hour);
  expect(await codeOf(answerView(officer2, { viewId, answer: "approved" }, late))).toBe("oversight.lapsed");
  expect((await deskOf(officer2, late)).toAnswer.filter(({ id }) => id === viewId)).toEqual([]);
  expect(await codeOf(endView(officer, { viewId }, late))).toBe("oversight.lapsed");
  await granted(officer, officer2, her, late);
  expect(await codeOf(listEntries(officer, { actor: ref }, plus(late, grantHours * hour - 1)))).toBe("allowed");
  expect(await codeOf(listEntries(officer, { actor: ref }, plus(late, grantHours * hour)))).toBe("oversight.closed");
  const rows = await read((tx) => tx.select().from(staffView).where(eq(staffView.staffId, her.id)));
  expect(rows.map(({ state }) => state).sort()).toEqual(["approved", "lapsed"]);
});

test("a lead reads what belongs to cases, and nothing else of her", async () => {
  const { officer, lead, her, ref, did } = await world();
  await granted(lead, officer, her);
  expect((await listEntries(lead, { actor: ref }, now)).rows.map(({ id }) => id)).toEqual([did[0]]);
});

describe("who may answer", () => {
  test("never who asked, never whom it is about, and two leads not among themselves", async () => {
    const { officer, officer2, lead, lead2 } = await world();
    const { viewId } = await askForView(officer, { staffId: officer2.id, reason }, now);
    const yes = { viewId, answer: "approved" } as const;
    expect(await codeOf(answerView(officer, yes, now))).toBe("oversight.same_person");
    expect(await codeOf(answerView(officer2, yes, now))).toBe("oversight.concerned");
    expect(await codeOf(answerView(officer2, { viewId, answer: "refused" }, now))).toBe("oversight.concerned");
    const asked = await askForView(lead, { staffId: officer2.id, reason }, now);
    expect(await codeOf(answerView(lead2, { ...asked, answer: "approved" }, now))).toBe("oversight.officer_needed");
    expect(await codeOf(answerView(lead2, yes, now))).toBe("allowed");
    expect(await codeOf(answerView(lead, yes, now))).toBe("oversight.settled");
  });

  test("nobody sees a request about herself, or one that she may not answer", async () => {
    const { officer, officer2, lead, lead2 } = await world();
    const { viewId } = await askForView(lead, { staffId: officer2.id, reason }, now);
    const seen = async (by: StaffActor) => {
      const desk = await deskOf(by, now);
      return [desk.toAnswer, desk.waiting].map((rows) => rows.some(({ id }) => id === viewId));
    };
    expect(await seen(officer)).toEqual([true, false]);
    expect(await seen(officer2)).toEqual([false, false]);
    expect(await seen(lead2)).toEqual([false, false]);
    expect(await seen(lead)).toEqual([false, true]);
  });

  test("nobody for somebody who left, and a no opens nothing", async () => {
    const { officer, officer2, lead, her, ref } = await world();
    const { viewId } = await askForView(lead, { staffId: her.id, reason }, now);
    await superuser`update staff set active = false where id = ${lead.id}`;
    expect(await codeOf(answerView(officer, { viewId, answer: "approved" }, now))).toBe("oversight.asker_gone");
    const own = await askForView(officer, { staffId: her.id, reason }, now);
    await answerView(officer2, { ...own, answer: "refused" }, now);
    expect(await codeOf(listEntries(officer, { actor: ref }, now))).toBe("oversight.closed");
    expect(await about(her, "access.view_refused")).toHaveLength(1);
  });
});

test("either of the two ends it early, others do not", async () => {
  const { officer, officer2, lead, her, ref } = await world();
  const viewId = await granted(officer, officer2, her);
  expect(await codeOf(endView(lead, { viewId }, now))).toBe("oversight.not_yours");
  await endView(officer2, { viewId }, now);
  expect(await codeOf(listEntries(officer, { actor: ref }, now))).toBe("oversight.closed");
  expect(await codeOf(endView(officer, { viewId }, now))).toBe("oversight.settled");
  const again = await askForView(officer, { staffId: her.id, reason }, now);
  await endView(officer, again, now);
  expect(await codeOf(answerView(officer2, { ...again, answer: "approved" }, now))).toBe("oversight.settled");
  expect(await about(her, "access.view_ended", "access.view_withdrawn")).toHaveLength(2);
});

test("at the same moment one of two requests and one of two answers counts", async () => {
  const { officer, officer2, lead, her } = await world();
  const asks = await Promise.all([1, 2].map(() => codeOf(askForView(officer, { staffId: her.id, reason }, now))));
  expect(asks.sort()).toEqual(["allowed", "oversight.waiting"]);
  const [row] = await read((tx) => tx.select().from(staffView).where(eq(staffView.staffId, her.id)));
  const viewId = row?.id as string;
  const answers = await Promise.all([
    codeOf(answerView(officer2, { viewId, answer: "approved" }, now)),
    codeOf(answerView(lead, { viewId, answer: "refused" }, now)),
  ]);
  expect(answers.sort()).toEqual(["allowed", "oversight.settled"]);
});

test("requests that wait are limited", async () => {
  const { officer } = await world();
  for (let nth = 0; nth < waitingLimit; nth++)
    await askForView(officer, { staffId: (await makePerson(["moderator"], `甲${nth}`, now)).id, reason }, now);
  const one = await makePerson(["moderator"], "乙", now);
  expect(await codeOf(askForView(officer, { staffId: one.id, reason }, now))).toBe("oversight.too_many");
  expect(await codeOf(askForView(officer, { staffId: newId(now), reason }, now))).toBe("oversight.missing");
});

describe("the database", () => {
  it("keeps the words sealed, and who asked and answered apart, when the rules are bypassed", async () => {
    const { officer, officer2, her } = await world();
    const viewId = await granted(officer, officer2, her);
    const [row] = await read((tx) => tx.select().from(staffView).where(eq(staffView.id, viewId)));
    expect(row?.reason.includes(Buffer.from(reason))).toBe(false);
    const { viewId: waiting } = await askForView(officer2, { staffId: her.id, reason }, now);
    const change = (statement: string) => expect(superuser.unsafe(statement)).rejects;
    const yes = (who: string) =>
      `update staff_view set state = 'approved', answered_at = now(), answered_by = '${who}' where id = '${waiting}'`;
    await change(yes(officer2.id)).toMatchObject({ code: "23514" });
    await change(yes(her.id)).toMatchObject({ code: "23514" });
    await change(`update staff_view set state = 'approved' where id = '${waiting}'`).toMatchObject({ code: "23514" });
    await change(`update staff_view set answered_at = now() + interval '1 year' where id = '${viewId}'`).toThrow(
      "does not change",
    );
    await change(`update staff_view set asked_by = '${officer2.id}' where id = '${viewId}'`).toThrow("does not change");
    await change(`update staff_view set state = 'pending' where id = '${viewId}'`).toThrow("refused");
    await change(`delete from staff_view where id = '${viewId}'`).toThrow("refused");
    await endView(officer, { viewId }, now);
    await change(`update staff_view set state = 'approved' where id = '${viewId}'`).toThrow();
  });
});

describe("the procedures", () => {
  const call = (staff: StaffActor) =>
    createCallerFactory(router({ audit: auditRouter, oversight: oversightRouter }))({ staff, now, requestId: "r" });

  it("refuse in both languages, and say so to nobody who may not read the log", async () => {
    const { officer, her, ref } = await world();
    const closed = await call(officer)
      .audit.list({ actor: ref })
      .catch((error: unknown) => error);
    expect(closed).toMatchObject({
      code: "FORBIDDEN",
      cause: {
        refusal: { sentence: { zh: expect.stringContaining("另一人"), en: expect.stringContaining("second person") } },
      },
    });
    for (const asked of [
      call(her).oversight.ask({ staffId: officer.id, reason }),
      call(her).oversight.answer({ viewId: newId(now), answer: "approved" }),
      call(her).oversight.end({ viewId: newId(now) }),
      call(her).oversight.desk(),
      call(her).audit.list({ actor: ref }),
    ])
      await expect(asked).rejects.toMatchObject({ code: "FORBIDDEN", message: "trpc.forbidden" });
  });

  it.each(["", "   ", "abc", "x".repeat(301)])("want a reason of 4 to 300 characters: %#", async (given) => {
    const { officer, her } = await world();
    await expect(call(officer).oversight.ask({ staffId: her.id, reason: given })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  it("answer what is not there with 404", async () => {
    const { officer } = await world();
    const viewId = newId(now);
    await expect(call(officer).oversight.answer({ viewId, answer: "approved" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(call(officer).oversight.end({ viewId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
