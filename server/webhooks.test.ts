import { asc, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { caseRow, outgoing } from "../db/schema";
import { api } from "./api";
import { answerQuestion, askAppellant } from "./appeals/service/dialogue";
import { ruleAppeal } from "./appeals/service/review";
import { reviewed, ruledOn, ruling as rulingOn, tokenTo } from "./appeals/testing/world";
import { receiveReports } from "./cases/service/receive";
import { outgoingTypes } from "./delivery/contract";
import { bodyOf } from "./delivery/service/order";
import { decide } from "./enforcement/service/decide";
import { expireMeasures, liftMeasure, reverseMeasure } from "./enforcement/service/end";
import type { StaffActor } from "./kernel/actor";
import { day, hour, after as later } from "./kernel/calendar";
import { measureKeys } from "./policy/contract";
import { read } from "./read";
import { makePerson, testNow } from "./testing/cases";
import { useDatabase } from "./testing/database";
import { claimed, decideAbout, measuresOf, onSubject, reportedCase, seat } from "./testing/enforcement";
import { publishDefault } from "./testing/reports";
import { webhooks } from "./webhooks";

useDatabase();
const now = testNow();
const reason = "复核后改正";

type Schema = Parameters<typeof z.fromJSONSchema>[0];
type Published = {
  webhooks: Record<string, { post: { requestBody: { content: Record<string, { schema: Schema }> } } }>;
};
let published: Published;
let lead: StaffActor;

/** Three rulings: for the person hit, for her in part, and for a reporter whose report was not upheld. */
async function appealed(moderator: StaffActor, options: { origin: string }): Promise<void> {
  const officer = await makePerson(["appeals_officer"], "方圆", now);
  const soon = later(now, hour);
  for (const ruling of ["overturned", "modified"] as const) {
    const subject = { type: "account", externalId: `appeals-${ruling}` } as const;
    const found = await reportedCase({ subject }, now, options);
    await decide(
      moderator,
      await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, now),
      now,
    );
    const instead = [{ key: "suspend_posting" as const, parameters: {}, days: 2 }];
    const token = await tokenTo(found.id, found.subjectId);
    const id = await reviewed(officer, token, soon);
    await askAppellant(officer, { appealId: id, version: 3, text: "请说明。" }, soon);
    await answerQuestion(token, { text: "已说明。" }, soon);
    await ruleAppeal(officer, rulingOn(id, { ruling, version: 5, ...(ruling === "modified" && { instead }) }), soon);
  }
  const subject = { type: "account", externalId: "objected" } as const;
  const [received] = await receiveReports(
    { kind: "operator", command: "test" },
    [{ subject, source: "in_app", category: "fraud_fake_trade" }],
    now,
    options,
  );
  if (!received?.ok) throw new Error("the report of a test was refused");
  const [found] = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.number, received.caseNumber)));
  if (!found) throw new Error("no case in this test");
  await decide(moderator, await claimed(moderator, found, { finding: "does_not", facts: "" }, now), now);
  await ruledOn(officer, received.receipt, { ruling: "overturned" }, soon);
}

/** A run through everything that sends: each measure, each end, each outcome. */
beforeAll(async () => {
  await publishDefault(now);
  const moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  const pair = [moderator, lead] as const;
  const origin = { origin: "key:019aa000-0000-7000-8000-000000000000" };
  const { group, account } = await seat("g-1", "a-1", "founder", now);
  const found = await decideAbout(
    pair,
    { type: "account", externalId: "a-1" },
    (about) => [
      onSubject(about, "warn"),
      onSubject(about, "suspend_posting", 3, { scope: group.id }),
      onSubject(about, "lower_credit", 30, { to: "E" }),
      onSubject(about, "suspend_management", 7, { groups: [group.id] }),
      onSubject(about, "revoke_founding"),
      onSubject(about, "blacklist", 180, { functions: ["found", "join"] }),
    ],
    now,
    origin,
  );
  expect(found.subjectId).toBe(account.id);
  await decideAbout(
    pair,
    { type: "group", externalId: "g-1" },
    (about) => [
      onSubject(about, "warn_and_rectify", 7, { items: ["删除违规公告"] }),
      onSubject(about, "suspend_posting", 30),
    ],
    later(now, hour),
    origin,
  );
  await decideAbout(
    pair,
    { type: "group", externalId: "g-2" },
    (about) => [onSubject(about, "close_group")],
    now,
    origin,
  );
  const held = await measuresOf(account.id);
  const row = (key: string) => held.find((each) => each.key === key) as (typeof held)[number];
  await liftMeasure(
    lead,
    { measureId: row("suspend_management").id, version: row("suspend_management").version, reason },
    later(now, 2 * hour),
  );
  for (const key of ["warn", "revoke_founding"])
    await reverseMeasure(lead, { measureId: row(key).id, version: row(key).version, reason }, later(now, 2 * hour));
  await appealed(pair[0], origin);
  await expireMeasures(later(now, 40 * day));
  const answer = await api().fetch(new Request("http://docket.test/api/v1/openapi.json"));
  published = (await answer.json()) as Published;
});

const bodies = async () => {
  const rows = await read((tx) => tx.select().from(outgoing).orderBy(asc(outgoing.id)));
  return rows.map((row) => JSON.parse(bodyOf(row)) as Record<string, unknown> & { type: string });
};
const schemaOf = (type: string) =>
  published.webhooks[type]?.post.requestBody.content["application/json"]?.schema ?? false;

describe("the messages that leave", () => {
  it("are published, each type once, and nothing else is", () => {
    expect(webhooks.map(({ type }) => type).toSorted()).toEqual([...outgoingTypes].toSorted());
    expect(Object.keys(published.webhooks).toSorted()).toEqual([...outgoingTypes].toSorted());
  });

  it("are as the document says, every one that a run through the services wrote", async () => {
    const all = await bodies();
    for (const body of all)
      expect([body.type, z.fromJSONSchema(schemaOf(body.type)).safeParse(body).error]).toEqual([body.type, undefined]);
    const ordered = all.filter(({ type }) => type === "measure.ordered") as unknown as { measure: { key: string } }[];
    // A message is removed by an order of the same form; no account has one here.
    expect(new Set(ordered.map(({ measure }) => measure.key)).size).toBeGreaterThanOrEqual(measureKeys.length - 1);
    expect(new Set(all.map(({ type }) => type))).toEqual(new Set(outgoingTypes));
    expect(all.filter(({ type }) => type === "appeal.ruled")).toHaveLength(3);
  });

  it("hold nothing that the document does not name", async () => {
    for (const body of await bodies()) {
      const webhook = webhooks.find(({ type }) => type === body.type);
      expect(webhook?.schema.parse(body)).toEqual(body);
    }
  });

  it.each([
    ["another type", (body: object) => ({ ...body, type: "measure.made" })],
    ["no order", (body: object) => ({ ...body, orderId: undefined })],
    ["no address of the notice", (body: object) => ({ ...body, noticeUrl: undefined })],
    [
      "an unknown measure",
      (body: object) => ({ ...body, measure: { ...(body as { measure: object }).measure, key: "ban" } }),
    ],
    ["a time in words", (body: object) => ({ ...body, at: "tomorrow" })],
  ])("would be refused with %s: the published schema can fail", async (_, broken) => {
    const body = (await bodies()).find(({ type }) => type === "measure.ordered") as object;
    const schema = z.fromJSONSchema(schemaOf("measure.ordered"));
    expect(schema.safeParse(body).success).toBe(true);
    expect(schema.safeParse(JSON.parse(JSON.stringify(broken(body)))).success).toBe(false);
  });
});

it("no report has an outcome other than the one that its system was told last, after appeals and objections too", async () => {
  const rows = await read((tx) =>
    tx.execute<{ state: string; told: string | null }>(sql`
      select r.state, (
        select o.payload ->> 'outcome' from outgoing o
        where o.type = 'report.outcome' and o.payload #>> '{report,id}' = r.id::text
        order by o.at desc, o.id desc limit 1
      ) as told
      from report r where r.origin ~ '^(key|connection):'`),
  );
  expect(rows.length).toBeGreaterThanOrEqual(6);
  for (const { state, told } of rows) expect(told).toBe(state === "attached" ? null : state);
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(["upheld", "not_upheld"]));
});
