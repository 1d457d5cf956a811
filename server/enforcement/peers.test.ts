import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { and, asc, eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, it } from "vitest";
import { auditEvent, measure, outgoing } from "../../db/schema";
import { api } from "../api";
import { decisionsOf, reportStates, sentAbout } from "../appeals/testing/world";
import { bodyOf } from "../delivery/service/order";
import type { StaffActor } from "../kernel/actor";
import { after, day, hour, minute } from "../kernel/calendar";
import { read } from "../read";
import { makePerson } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { useReceiver } from "../testing/delivery";
import {
  actionsAbout,
  claimed,
  decideAbout,
  measuresOf,
  onSubject,
  reportedCase,
  subjectNamed,
} from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { makeKey, publishDefault } from "../testing/reports";
import { approve } from "./service/approve";
import { decide } from "./service/decide";
import { expireMeasures, reverseMeasure } from "./service/end";
import { decisionForm } from "./service/form";

/** What a leading open console gets wrong about measures: each is a test here. */

const urls = useDatabase();
// The API asks the real clock, so this file lives now.
const now = new Date();
const receiver = useReceiver(urls, now);
const origin = { origin: "key:019aa000-0000-7000-8000-000000000000" };
let moderator: StaffActor;
let lead: StaffActor;
let key: string;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  key = (await makeKey(now)).key;
});

const endOf = async (externalId: string, days: number, at = now) => {
  const subject = { type: "account", externalId } as const;
  const found = await decideAbout(
    [moderator, lead],
    subject,
    (each) => [onSubject(each, "suspend_posting", days)],
    at,
    origin,
  );
  const [row] = await measuresOf(found.subjectId);
  return { found, row: row as typeof measure.$inferSelect };
};

it("defect 2: a plain reversal turns the report that its measure had upheld, and says so to its reporter", async () => {
  const { found, row } = await endOf("reversed", 3);
  expect(await reportStates(found.id)).toEqual(["upheld"]);
  await reverseMeasure(lead, { measureId: row.id, version: row.version, reason: "认定有误" }, after(now, hour));
  expect(await reportStates(found.id)).toEqual(["not_upheld"]);
  expect((await decisionsOf(found.id)).map(({ state }) => state)).toEqual(["reversed"]);
  const told = (await sentAbout(found.subjectId)).filter(({ type }) => type === "report.outcome");
  expect(told.map(({ payload }) => (payload as { outcome: string }).outcome)).toEqual(["upheld", "not_upheld"]);
});

it("defect 7: a scheduled suspension never becomes permanent: it has an end from the first moment, and ends however late a worker comes", async () => {
  const found = await reportedCase({ subject: { type: "account", externalId: "scheduled" } }, now);
  const endless = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", null)] }, now);
  expect((await refusalOf(decide(moderator, endless, now)))?.fields).toMatchObject([{ pointer: "/measures/0/days" }]);
  // A severe one waits for its second person: its days count from then, not from the proposal.
  const proposed = await decide(
    moderator,
    { ...endless, measures: [onSubject(found, "suspend_posting", 10)] },
    after(now, minute),
  );
  const approvedAt = after(now, 5 * hour);
  await approve(lead, { decisionId: proposed.decisionId, version: 1 }, approvedAt);
  const [row] = (await measuresOf(found.subjectId)) as [typeof measure.$inferSelect];
  const until = after(row.from, 10 * day);
  expect(row).toMatchObject({ state: "in_force", until });
  expect(row.from.getTime()).toBeGreaterThanOrEqual(approvedAt.getTime());
  expect(await expireMeasures(after(until, -1))).toBe(0);
  // The worker was away for a month.
  expect(await expireMeasures(after(until, 30 * day))).toBe(1);
  expect((await subjectNamed("account", "scheduled")).restrictions).toEqual([]);
});

it("defect 7: two workers never run one end twice: one entry, one order, whoever is faster", async () => {
  const suspended = await Promise.all(Array.from({ length: 6 }, (_, nth) => endOf(`twice-${nth}`, 2)));
  const at = after(now, 3 * day);
  const counts = await Promise.all(Array.from({ length: 4 }, () => expireMeasures(at)));
  expect(counts.reduce((sum, many) => sum + many, 0)).toBe(suspended.length);
  for (const { row } of suspended) {
    expect(await actionsAbout("measure", row.id)).toEqual(["measure.entered", "measure.expired"]);
    const ends = and(eq(outgoing.measureId, row.id), eq(outgoing.type, "measure.ended"));
    expect(await read((tx) => tx.$count(outgoing, ends))).toBe(1);
  }
});

/** A platform that asks the database, while it is being told, what of ours is still open there. */
async function curious(sqlOf: postgres.Sql): Promise<{ server: Server; url: string; open: number[]; said: string[] }> {
  const open: number[] = [];
  const said: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += String(piece);
    const { orderId } = JSON.parse(body) as { orderId: string };
    const [busy] = await sqlOf<{ many: number }[]>`
      select count(*)::int as many from pg_stat_activity
      where datname = current_database() and usename = 'docket_app' and xact_start is not null`;
    const [stored] = await sqlOf<{ action: string }[]>`
      select e.action from outgoing o join audit_event e on e.id = o.event_id where o.id = ${orderId}`;
    open.push(busy?.many ?? -1);
    said.push(stored?.action ?? "nothing");
    response.writeHead(204).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, open, said };
}

it("defect 7: nothing is sent inside the database transaction: what arrives is committed, and nothing of ours is open meanwhile", async () => {
  const superuser = postgres(urls().superUrl, { max: 2, onnotice: () => undefined });
  const platform = await curious(superuser);
  afterAll(() => new Promise<void>((done) => platform.server.close(() => done())));
  await receiver.endpoint([], platform.url);
  // An act that fails at its last step leaves nothing that could be sent.
  const found = await reportedCase({ subject: { type: "account", externalId: "rolled-back" } }, now, origin);
  const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 3)] }, now);
  await superuser.unsafe(`create function fall() returns trigger language plpgsql as $$ begin raise 'fallen'; end $$`);
  await superuser.unsafe(`create trigger fall before insert on outbox for each statement execute function fall()`);
  await expect(decide(moderator, input, now)).rejects.toThrow();
  await receiver.work(now);
  expect(platform.said).toEqual([]);
  await superuser.unsafe("drop trigger fall on outbox");
  await superuser.unsafe("drop function fall()");

  await decide(moderator, input, now);
  await receiver.work(after(now, minute));
  expect(platform.said).toHaveLength(3);
  expect(platform.said).not.toContain("nothing");
  expect(platform.open).toEqual(platform.said.map(() => 0));
  await superuser.end();
});

const call = async (path: string) => {
  const answer = await api().fetch(
    new Request(`http://docket.test/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } }),
  );
  return (await answer.json()) as { restrictions: { measure: string; until: string }[] };
};

it("defect 14: an end has one name and one value wherever it is read: ledger, log, order, gate and notice", async () => {
  const { row } = await endOf("one-name", 3);
  const until = (row.until as Date).toISOString();
  const [order] = await read((tx) =>
    tx
      .select()
      .from(outgoing)
      .where(and(eq(outgoing.measureId, row.id), eq(outgoing.type, "measure.ordered"))),
  );
  const sent = JSON.parse(bodyOf(order as typeof outgoing.$inferSelect)) as { measure: { until: string } };
  const entries = await read((tx) =>
    tx.select({ body: auditEvent.bodyJson }).from(auditEvent).where(eq(auditEvent.subjectId, row.id)),
  );
  const { restrictions } = await call("/accounts/one-name/entitlements");
  const [{ pub }] = entries.map(({ body }) => body) as [{ pub: { until: string } }];
  expect([sent.measure.until, pub.until, ...restrictions.map((each) => each.until)]).toEqual([until, until, until]);
});

it("defect 14: strikes expire: after the window the ladder begins where it began, on the screen and in the rule", async () => {
  const long = after(now, -200 * day);
  const subject = { type: "account", externalId: "expiring" } as const;
  for (const nth of [0, 1])
    await decideAbout(
      [moderator, lead],
      subject,
      (each) => [onSubject(each, "suspend_posting", 1)],
      after(long, nth * 2 * day),
    );
  await expireMeasures(after(long, 5 * day));
  const soon = after(long, 6 * day);
  const found = await reportedCase({ subject }, soon);
  const fresh = await reportedCase({ subject: { type: "account", externalId: "never-before" } }, soon);
  const [struck, never] = [await decisionForm(found.id, soon), await decisionForm(fresh.id, soon)];
  expect([struck.strikes, never.strikes]).toEqual([2, 0]);
  expect(struck.recommendations).not.toEqual(never.recommendations);
  // The last strike leaves the window at this very instant: its lower bound is inclusive.
  const lastAt = after(long, 2 * day + struck.windowDays * day);
  expect((await decisionForm(found.id, lastAt)).strikes).toBe(1);
  const later = await decisionForm(found.id, after(lastAt, 1));
  expect(later.strikes).toBe(0);
  const rungs = (form: typeof later) => form.recommendations.map((each) => each.measures);
  expect(rungs(later)).toEqual(rungs(never));
});

it("leaves no suspension in the ledger without an end", async () => {
  const rows = await read((tx) =>
    tx
      .select({ until: measure.until, from: measure.from })
      .from(measure)
      .where(and(eq(measure.key, "suspend_posting"), sql`${measure.reverses} is null`))
      .orderBy(asc(measure.id)),
  );
  expect(rows.length).toBeGreaterThan(8);
  for (const { until, from } of rows) expect(until?.getTime()).toBeGreaterThan(from.getTime());
});
