import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appealMessage, auditEvent, report } from "../../db/schema";
import { api } from "../api";
import { receiptOf } from "../cases/service/receipt";
import { bodyOf } from "../delivery/service/order";
import { decide } from "../enforcement/service/decide";
import { basePath } from "../http/contract";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, decideAbout, onSubject, reportedCase } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { questionDays } from "./contract";
import { readAppeal } from "./public";
import { answerQuestion, askAppellant, goOnUnanswered } from "./service/dialogue";
import { showAppeal } from "./service/queue";
import { noteFirstView, ruleAppeal, takeAppeal } from "./service/review";
import { appealRow, reviewed, ruling, sentAbout, tokenTo } from "./testing/world";

const urls = useDatabase();
const now = testNow();
const soon = later(now, hour);
const question = "聊天记录第三页由谁发出？";
const reply = "是群里别的成员发的，不是我。";
let moderator: StaffActor;
let lead: StaffActor;
let officer: StaffActor;
let second: StaffActor;
let sql: postgres.Sql;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  officer = await makePerson(["appeals_officer"], "方圆", now);
  second = await makePerson(["appeals_officer"], "Ye Ming", now);
  sql = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
});
afterAll(() => sql.end({ timeout: 2 }));

let made = 0;
async function inReview() {
  const subject = { type: "account" as const, externalId: `a-${++made}` };
  const found = await decideAbout([moderator, lead], subject, (each) => [onSubject(each, "suspend_posting", 3)], now);
  const token = await tokenTo(found.id, found.subjectId);
  return { found, token, id: await reviewed(officer, token, now) };
}
async function asked() {
  const made = await inReview();
  await askAppellant(officer, { appealId: made.id, version: 3, text: question }, soon);
  return made;
}
const entriesOf = (appealId: string) =>
  read((tx) => tx.select().from(auditEvent).where(eq(auditEvent.subjectId, appealId)).orderBy(auditEvent.id));

describe("an officer asks whoever appealed", () => {
  it("who reads the question at her link, without a name, and answers once; the clock stands meanwhile", async () => {
    const { token, id } = await asked();
    const before = await appealRow(id);
    expect(before).toMatchObject({
      state: "awaiting_appellant",
      askedAt: soon,
      answerBy: later(soon, questionDays * day),
    });
    const page = await readAppeal(token, soon);
    expect(page?.filed).toMatchObject({
      state: "awaiting_appellant",
      answerBy: before.answerBy,
      dialogue: [{ side: "officer", text: question, at: soon }],
    });
    for (const name of ["方圆", "许清", "陈默", officer.id]) expect(JSON.stringify(page)).not.toContain(name);
    const answeredAt = later(soon, 2 * day);
    await answerQuestion(token, { text: reply }, answeredAt);
    const after = await appealRow(id);
    expect(after).toMatchObject({ state: "in_review", askedAt: null, answerBy: null, version: 5 });
    expect(after.dueAt.getTime() - before.dueAt.getTime()).toBe(2 * day);
    expect(await refusalOf(answerQuestion(token, { text: reply }, answeredAt))).toMatchObject({
      code: "appeals.not_asked",
      status: 409,
    });
    expect((await showAppeal(officer, id)).opened?.dialogue).toEqual([
      { side: "officer", text: question, at: soon },
      { side: "appellant", text: reply, at: answeredAt },
    ]);
    await ruleAppeal(officer, ruling(id, { ruling: "overturned", version: 5 }), answeredAt);
  });

  it("and the platform is told that there is a question, not which; the log says neither either", async () => {
    const { found, id, token } = await asked();
    await answerQuestion(token, { text: reply }, later(soon, hour));
    const told = (await sentAbout(found.subjectId)).filter(({ type }) => type === "appeal.asked").map(bodyOf);
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] as string)).toMatchObject({
      type: "appeal.asked",
      appeal: { id, kind: "appeal", answerBy: later(soon, questionDays * day).toISOString() },
      appealUrl: expect.stringContaining(`/appeal/${token}`),
    });
    const entries = (await entriesOf(id)).map(({ action, body }) => ({ action, body: String(body) }));
    expect(entries.map(({ action }) => action).slice(3)).toEqual(["appeal.asked", "appeal.answered"]);
    const kept = await sql`select encode(text, 'escape') as text from appeal_message where appeal_id = ${id}`;
    for (const said of [question, reply]) {
      expect(told[0]).not.toContain(said);
      expect(JSON.stringify([entries, kept])).not.toContain(said);
    }
  });

  it("only after her own view, only on what she holds, and only while it is in review", async () => {
    const { token } = await inReview();
    const { id } = { id: (await inReview()).id };
    const given = { appealId: id, version: 3, text: question };
    expect((await refusalOf(askAppellant(second, given, soon)))?.code).toBe("appeals.not_holder");
    expect((await refusalOf(askAppellant(moderator, given, soon)))?.code).toBe("appeals.own_decision");
    expect((await refusalOf(askAppellant(officer, { ...given, version: 2 }, soon)))?.code).toBe("appeals.stale");
    await takeAppeal(second, { appealId: id, version: 3 }, soon);
    expect((await refusalOf(askAppellant(second, { ...given, version: 4 }, soon)))?.code).toBe("appeals.view_first");
    expect((await refusalOf(answerQuestion(token, { text: reply }, soon)))?.code).toBe("appeals.not_asked");
    await noteFirstView(second, { appealId: id, version: 4, finding: "does_not", note: "没有。" }, soon);
    await ruleAppeal(second, ruling(id, { ruling: "upheld", version: 5 }), soon);
    expect((await refusalOf(askAppellant(second, { ...given, version: 6 }, soon)))?.code).toBe("appeals.transition");
  });

  it("three times at most, and rules on nothing before the answer", async () => {
    const { token, id } = await asked();
    expect((await refusalOf(ruleAppeal(officer, ruling(id, { ruling: "upheld", version: 4 }), soon)))?.code).toBe(
      "appeals.transition",
    );
    expect((await refusalOf(askAppellant(officer, { appealId: id, version: 4, text: question }, soon)))?.code).toBe(
      "appeals.transition",
    );
    for (const version of [5, 7]) {
      await answerQuestion(token, { text: reply }, soon);
      await askAppellant(officer, { appealId: id, version, text: question }, soon);
    }
    await answerQuestion(token, { text: reply }, soon);
    expect(await refusalOf(askAppellant(officer, { appealId: id, version: 9, text: question }, soon))).toMatchObject({
      code: "appeals.question_limit",
      details: { limit: 3 },
    });
  });

  it("names neither a reporter nor a colleague", async () => {
    const { id } = await inReview();
    const ask = (text: string) => refusalOf(askAppellant(officer, { appealId: id, version: 3, text }, soon));
    expect((await ask("许清认定的事实，您有何说明？"))?.code).toBe("appeals.names_staff");
    expect((await ask("我是方圆，请您说明。"))?.code).toBe("appeals.names_staff");
    const found = await reportedCase(
      { subject: { type: "account", externalId: "named" }, reporter: { externalId: "REPORTER-NAMED-17" } },
      now,
    );
    const measures = [onSubject(found, "suspend_posting", 3)];
    await decide(moderator, await claimed(moderator, found, { measures }, now), now);
    const other = await reviewed(officer, await tokenTo(found.id, found.subjectId), now);
    const text = "reporter-named-17 说您收了定金，是吗？";
    expect((await refusalOf(askAppellant(officer, { appealId: other, version: 3, text }, soon)))?.code).toBe(
      "appeals.reasons_reporter",
    );
  });

  it("a colleague who takes it over meanwhile notes her view then, and reads on", async () => {
    const { token, id } = await asked();
    await takeAppeal(second, { appealId: id, version: 4 }, soon);
    expect((await appealRow(id)).state).toBe("awaiting_appellant");
    expect((await showAppeal(second, id)).opened).toBeNull();
    await noteFirstView(second, { appealId: id, version: 5, finding: "does_not", note: "没有收款。" }, soon);
    await answerQuestion(token, { text: reply }, soon);
    expect((await showAppeal(second, id)).opened?.dialogue).toHaveLength(2);
    expect((await showAppeal(officer, id)).opened).toBeNull();
  });
});

describe("nobody answers", () => {
  it("in time: the appeal goes on by itself, at most once, and the clock from when the answer was due", async () => {
    const { token, id } = await asked();
    const { answerBy, dueAt } = await appealRow(id);
    const until = answerBy as Date;
    expect(await goOnUnanswered(later(until, -1))).toBe(0);
    expect((await refusalOf(answerQuestion(token, { text: reply }, until)))?.code).toBe("appeals.answer_late");
    const late = later(until, hour);
    const went = await Promise.all([goOnUnanswered(late), goOnUnanswered(late)]);
    expect(went[0] + went[1]).toBeGreaterThan(0);
    const after = await appealRow(id);
    expect(after).toMatchObject({ state: "in_review", version: 5, answerBy: null });
    expect(after.dueAt.getTime() - dueAt.getTime()).toBe(questionDays * day);
    expect((await entriesOf(id)).filter(({ action }) => action === "appeal.unanswered")).toHaveLength(1);
    expect((await refusalOf(answerQuestion(token, { text: reply }, late)))?.code).toBe("appeals.not_asked");
    await askAppellant(officer, { appealId: id, version: 5, text: question }, late);
    expect((await readAppeal(token, late))?.filed?.dialogue.map(({ side }) => side)).toEqual(["officer", "officer"]);
  });
});

describe("over the public API", () => {
  const post = (path: string, body: unknown, language = "zh-CN") =>
    api().fetch(
      new Request(`http://docket.test${basePath}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", "accept-language": language },
        body: JSON.stringify(body),
      }),
    );

  it("an objection is answered with its receipt; a document's number and bad input are refused by name", async () => {
    const at = testNow();
    const found = await reportedCase({ subject: { type: "account", externalId: "objected" } }, at);
    await decide(moderator, await claimed(moderator, found, { finding: "does_not" }, at), at);
    const [row] = await read((tx) => tx.select({ id: report.id }).from(report).where(eq(report.caseId, found.id)));
    const receipt = receiptOf(row?.id as string);
    const where = `/reports/${receipt}/objection/answer`;
    expect((await post(where, { text: reply })).status).toBe(404);
    const id = await reviewed(officer, receipt, at);
    expect((await post(where, { text: reply })).status).toBe(409);
    await askAppellant(officer, { appealId: id, version: 3, text: question }, at);
    for (const [text, code] of [
      ["", "http.fields"],
      ["字".repeat(3_001), "http.fields"],
      ["身份证 110105 19491231 002X", "appeals.document_number"],
    ] as const) {
      const answer = await post(where, { text }, "en");
      expect([answer.status, await answer.json()]).toMatchObject([422, { type: `urn:docket:problem:${code}` }]);
    }
    const taken = await post(where, { text: reply });
    expect([taken.status, taken.headers.get("ratelimit-policy")]).toEqual([201, '"form";q=1000;w=60']);
    expect((await readAppeal(receipt, at))?.filed?.dialogue.at(-1)).toMatchObject({ side: "appellant", text: reply });
    expect(
      (await post("/notices/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/appeal/answer", { text: reply })).status,
    ).toBe(404);
  });
});

describe("what was said", () => {
  it("is kept as it was said, in turn, whatever bypasses the rules", async () => {
    const { id } = await asked();
    const event = (await entriesOf(id))[0]?.id as string;
    const message = (nth: number, side: string, by: string | null) =>
      sql`insert into appeal_message (id, appeal_id, nth, side, staff_id, text, at, event_id)
        values (gen_random_uuid(), ${id}, ${nth}, ${side}, ${by}, 'x', now(), ${event})`;
    await expect(message(3, "appellant", null)).rejects.toMatchObject({ code: "23514" });
    await expect(message(2, "officer", second.id)).rejects.toMatchObject({ code: "23514" });
    await message(2, "appellant", null);
    await expect(message(3, "appellant", null)).rejects.toMatchObject({ code: "23514" });
    await expect(sql`update appeal_message set text = 'x' where appeal_id = ${id}`).rejects.toMatchObject({
      code: "23001",
    });
    await expect(sql`delete from appeal_message where appeal_id = ${id}`).rejects.toMatchObject({ code: "23001" });
    await expect(
      sql`update appeal set due_at = due_at + interval '1 day', answer_by = null, asked_at = null where id = ${id}`,
    ).rejects.toMatchObject({ code: "23514" });
    await expect(sql`update appeal set state = 'upheld' where id = ${id}`).rejects.toMatchObject({ code: "23001" });
    expect(await read((tx) => tx.select().from(appealMessage).where(eq(appealMessage.appealId, id)))).toHaveLength(2);
  });
});
