import { asc } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { outgoing } from "../db/schema";
import { api } from "./api";
import { outgoingTypes } from "./delivery/contract";
import { bodyOf } from "./delivery/service/order";
import { expireMeasures, liftMeasure, reverseMeasure } from "./enforcement/service/end";
import type { StaffActor } from "./kernel/actor";
import { day, hour, after as later } from "./kernel/calendar";
import { measureKeys } from "./policy/contract";
import { read } from "./read";
import { makePerson, testNow } from "./testing/cases";
import { useDatabase } from "./testing/database";
import { decideAbout, measuresOf, onSubject, seat } from "./testing/enforcement";
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
    expect(new Set(all.map(({ type }) => type))).toEqual(
      new Set(["measure.ordered", "measure.ended", "notice.issued", "report.outcome"]),
    );
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
