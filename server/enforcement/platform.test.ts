import { asc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { auditEvent, measure, notice, outgoing } from "../../db/schema";
import { api } from "../api";
import { bodyOf, noticeUrl } from "../delivery/service/order";
import type { StaffActor } from "../kernel/actor";
import { day, after as later, minute } from "../kernel/calendar";
import { read } from "../read";
import { makePerson } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, onSubject, reportedCase, seat } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { makeKey, publishDefault } from "../testing/reports";
import { readNotice } from "./public";
import { showApproval } from "./service/approvals";
import { approve } from "./service/approve";
import { decide } from "./service/decide";
import { expireMeasures } from "./service/end";
import { showMeasure } from "./service/ledger";

useDatabase();
// The API asks the real clock, so this file lives now.
const now = new Date();
let moderator: StaffActor;
let lead: StaffActor;
let key: string;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  key = (await makeKey(now)).key;
});

const call = async (method: string, path: string, body?: unknown, bearer = key) => {
  const answer = await api().fetch(
    new Request(`http://docket.test/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }),
  );
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

let made = 0;

describe("entitlements", () => {
  it("of an account are its credit's services, less what its measures withdraw", async () => {
    const account = `a-${++made}`;
    const found = await reportedCase({ subject: { type: "account", externalId: account } }, now);
    await seat(`own-${made}`, account, "founder", now);
    expect(await call("GET", `/accounts/${account}/entitlements`)).toMatchObject({
      status: 200,
      body: {
        mayPost: true,
        mayFound: true,
        foundsLeft: 2,
        joinsLeft: 199,
        largestGroup: 500,
        mayManage: { all: true, except: [] },
        restrictions: [],
      },
    });
    const measures = [
      onSubject(found, "suspend_posting", 3),
      onSubject(found, "lower_credit", 30, { to: "D" }),
      onSubject(found, "suspend_management", 7),
      onSubject(found, "revoke_founding", 90),
    ];
    await decide(moderator, await claimed(moderator, found, { measures }, now), now);
    const held = await call("GET", `/accounts/${account}/entitlements`);
    expect(held.body).toMatchObject({
      mayPost: false,
      mayFound: false,
      foundsLeft: 0,
      joinsLeft: 99,
      largestGroup: 200,
      mayManage: { all: false, except: [] },
    });
    const restrictions = held.body.restrictions as { measure: string; until: string; reason: string }[];
    expect(restrictions.map((each) => each.measure).sort()).toEqual(measures.map((each) => each.key).sort());
    expect(restrictions.find((each) => each.measure === "suspend_posting")).toMatchObject({
      until: later(now, 3 * day).toISOString(),
      reason: expect.stringMatching(/^\d+\.\d+.* /),
    });
    await expireMeasures(later(now, 91 * day));
    expect((await call("GET", `/accounts/${account}/entitlements`)).body).toMatchObject({
      mayPost: true,
      largestGroup: 500,
      restrictions: [],
    });
  });

  it("of an account suspended in one group leave the rest of the platform open", async () => {
    const account = `a-${++made}`;
    const { group } = await seat(`one-${made}`, account, "manager", now);
    const found = await reportedCase({ subject: { type: "account", externalId: account } }, now);
    const measures = [
      onSubject(found, "suspend_posting", 3, { scope: group.id }),
      onSubject(found, "suspend_management", 3, { groups: [group.id] }),
    ];
    await decide(moderator, await claimed(moderator, found, { measures }, now), now);
    const { body } = await call("GET", `/accounts/${account}/entitlements`);
    expect(body).toMatchObject({ mayPost: true, mayManage: { all: true, except: [`one-${made}`] } });
    expect(body.restrictions).toEqual(
      expect.arrayContaining([expect.objectContaining({ measure: "suspend_posting", groups: [`one-${made}`] })]),
    );
  });

  it("of a closed group: it exists no more", async () => {
    const group = `g-${++made}`;
    const found = await reportedCase({ subject: { type: "group", externalId: group } }, now);
    expect((await call("GET", `/groups/${group}/entitlements`)).body).toMatchObject({
      mayPost: true,
      exists: true,
      memberCap: 2_000,
    });
    const { decisionId } = await decide(
      moderator,
      await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now),
      now,
    );
    expect((await call("GET", `/groups/${group}/entitlements`)).body).toMatchObject({ exists: true });
    await approve(lead, { decisionId, version: 1 }, now);
    expect((await call("GET", `/groups/${group}/entitlements`)).body).toMatchObject({
      mayPost: false,
      exists: false,
      memberCap: 0,
      restrictions: [{ measure: "close_group", until: null }],
    });
  });

  it("of somebody unknown are 404, and need the scope", async () => {
    expect(await call("GET", "/accounts/nobody/entitlements")).toMatchObject({
      status: 404,
      body: { type: expect.stringContaining("unknown_subject") },
    });
    expect((await call("GET", "/groups/none/entitlements")).status).toBe(404);
    const other = await makeKey(now, { scopes: ["reports:write"] });
    expect((await call("GET", "/accounts/nobody/entitlements", undefined, other.key)).status).toBe(403);
    expect((await call("GET", "/accounts/nobody/entitlements", undefined, "wrong")).status).toBe(401);
  });
});

describe("an order's receipt", () => {
  const order = async () => {
    const group = `g-${++made}`;
    const found = await reportedCase({ subject: { type: "group", externalId: group } }, now);
    await decide(
      moderator,
      await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 3)] }, now),
      now,
    );
    const [row] = await read((tx) => tx.select().from(measure).where(eq(measure.caseId, found.id)));
    const [sent] = await read((tx) =>
      tx
        .select()
        .from(outgoing)
        .where(eq(outgoing.measureId, row?.id as string)),
    );
    return { measureId: row?.id as string, orderId: sent?.id as string };
  };

  it("closes the loop once, however often it comes", async () => {
    const { measureId, orderId } = await order();
    const at = later(now, -minute).toISOString();
    const receipt = { result: "executed", at };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call("POST", `/orders/${orderId}/receipt`, receipt)),
    );
    for (const answer of answers) expect(answer).toEqual({ status: 200, body: { orderId, receipt: "executed", at } });
    const [row] = await read((tx) => tx.select().from(measure).where(eq(measure.id, measureId)));
    expect(row).toMatchObject({ delivery: "executed", executedAt: new Date(at), version: 2 });
    const entries = await read((tx) =>
      tx
        .select({ action: auditEvent.action })
        .from(auditEvent)
        .where(eq(auditEvent.subjectId, measureId))
        .orderBy(asc(auditEvent.subjectVersion)),
    );
    expect(entries.map(({ action }) => action)).toEqual(["measure.entered", "measure.executed"]);
    expect(await call("POST", `/orders/${orderId}/receipt`, { result: "failed" })).toMatchObject({ status: 409 });
    expect(await showMeasure(moderator, measureId, now)).toMatchObject({
      delivery: "executed",
      orders: [{ receipt: "executed" }],
    });
  });

  it("may say failed first, with a reason that the log only commits to", async () => {
    const { measureId, orderId } = await order();
    expect((await call("POST", `/orders/${orderId}/receipt`, { result: "failed", reason: "群组不存在" })).status).toBe(
      200,
    );
    const bodies = await read((tx) =>
      tx.select({ body: auditEvent.bodyJson }).from(auditEvent).where(eq(auditEvent.subjectId, measureId)),
    );
    expect(JSON.stringify(bodies)).not.toContain("群组不存在");
    expect((await call("POST", `/orders/${orderId}/receipt`, { result: "executed" })).status).toBe(200);
  });

  it.each([
    ["an unknown order", "019aa000-0000-7000-8000-000000000000", { result: "executed" }, 404],
    ["no uuid", "1", { result: "executed" }, 422],
    ["another word", null, { result: "done" }, 422],
    ["a year 9999", null, { result: "executed", at: "9999-01-01T00:00:00Z" }, 422],
    ["a time a year ahead", null, { result: "executed", at: new Date(now.getTime() + 365 * day).toISOString() }, 422],
    ["an unknown field", null, { result: "executed", loud: true }, 422],
    ["a lone surrogate", null, { result: "failed", reason: "\ud800" }, 422],
  ])("is refused: %s", async (_, id, body, status) => {
    const orderId = id ?? (await order()).orderId;
    const answer = await call("POST", `/orders/${orderId}/receipt`, body);
    expect([answer.status, answer.body.type]).toEqual([status, expect.stringContaining("urn:docket:problem:")]);
    if (id) return;
    const [row] = await read((tx) => tx.select().from(outgoing).where(eq(outgoing.id, orderId)));
    expect(row?.receipt).toBeNull();
  });
});

describe("invariant 13: nothing that leaves for the subject identifies a reporter", () => {
  const planted = {
    reporter: { externalId: "reporter-zhang-0001", contact: "zhang.wei@example.test" },
    description: "我是张伟，昨天在他那里交了三百九十八元保证金",
  };

  it("not the notice, not its page, not the order", async () => {
    const group = `g-${++made}`;
    const found = await reportedCase(
      { subject: { type: "group", externalId: group }, ...planted, externalId: "r-77" },
      now,
      { origin: "key:019aa000-0000-7000-8000-000000000000" },
    );
    await decide(
      moderator,
      await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, now),
      now,
    );
    const rows = await read((tx) =>
      tx.select().from(outgoing).where(eq(outgoing.subjectId, found.subjectId)).orderBy(asc(outgoing.type)),
    );
    expect(rows.map(({ type }) => type).sort()).toEqual(["measure.ordered", "notice.issued", "report.outcome"]);
    const forSubject = rows.filter(({ type }) => type !== "report.outcome");
    const { noticeId } = (forSubject[0] as (typeof rows)[number]).payload as { noticeId: string };
    const opened = await readNotice(noticeUrl(noticeId).split("/").at(-1) as string, now);
    expect(opened?.text.zh).toContain("暂停发布");
    expect(opened?.text.en).toContain("Posting is suspended for 7 days");
    const leaving = JSON.stringify([opened, ...forSubject.map(bodyOf)]);
    for (const mark of ["zhang", "张伟", "example.test", "reporter", "保证金", "r-77"])
      expect(leaving).not.toContain(mark);
    expect(leaving).toContain("/notice/");
  });

  it("not even when a reviewer writes it into the facts", async () => {
    const found = await reportedCase({ subject: { type: "group", externalId: `g-${++made}` }, ...planted }, now);
    for (const facts of ["举报人 Reporter-Zhang-0001 所述属实", "联系 zhang.wei@example.test 核实"]) {
      const input = await claimed(moderator, found, { facts, measures: [onSubject(found, "suspend_posting", 7)] }, now);
      expect((await refusalOf(decide(moderator, input, now)))?.fields.map(({ pointer }) => pointer)).toEqual([
        "/facts",
      ]);
    }
  });
});

describe("a notice's address", () => {
  it("opens with the whole token only, and the database does not hold it", async () => {
    const [row] = await read((tx) => tx.select().from(notice).limit(1));
    const token = noticeUrl(row?.id as string)
      .split("/")
      .at(-1) as string;
    expect(token).toHaveLength(43);
    expect(await readNotice(token, now)).not.toBeNull();
    expect(await readNotice(token.slice(0, -1), now)).toBeNull();
    expect(await readNotice(`${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`, now)).toBeNull();
    expect(await readNotice("../../etc", now)).toBeNull();
    expect(JSON.stringify({ ...row, text: row?.text.toString("latin1") })).not.toContain(token);
  });
});

describe("an approval as it is shown", () => {
  it("tells what will happen by the rule of the act, and why this person may not", async () => {
    const found = await reportedCase({ subject: { type: "group", externalId: `g-${++made}` } }, now);
    const { decisionId } = await decide(
      moderator,
      await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now),
      now,
    );
    const mine = await showApproval({ ...moderator, roles: ["moderator", "lead"] }, decisionId, now);
    expect(mine).toMatchObject({ bar: { code: "enforcement.own_proposal" }, checks: { differentPeople: false } });
    const theirs = await showApproval(lead, decisionId, now);
    expect(theirs).toMatchObject({
      bar: null,
      obstacle: null,
      will: { measures: [{ key: "close_group", severe: true }], orders: 2 },
      checks: { differentPeople: true, noEarlierHand: true, evidenceIntact: true, noticeComplete: true },
    });
    const { orders } = await approve(lead, { decisionId, version: 1 }, now);
    expect(orders).toBe(theirs.will?.orders);
  });
});
