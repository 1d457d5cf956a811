import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { count, eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { account, evidence, group, intakePayload, report } from "../../db/schema";
import { api } from "../api";
import { clock, config } from "../config";
import type { Problem } from "../http/contract";
import { listKeys, revokeKey } from "../http/keys";
import { openMany } from "../privacy/seal";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { makeKey, operator, publishDefault } from "../testing/reports";
import { createConnection, ensureDemoKey, listConnections, revokeConnection } from "./service/connections";

useDatabase();
const now = clock();
let key = "";
beforeAll(async () => {
  await publishDefault(now);
  key = (await createConnection(operator, { id: "matrix-one", format: "synapse", source: "in_app" }, now)).key;
});

const send = (body: unknown, at = "synapse/matrix-one", own = key) =>
  api().fetch(
    new Request(`http://docket.test/api/v1/intake/${at}`, {
      method: "POST",
      headers: { authorization: `Bearer ${own}`, "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
    }),
  );

const folder = path.resolve(import.meta.dirname, "../../../shared/data/intake/synapse");
const hasSamples = existsSync(folder);
const sample = (name: string) => readFileSync(path.join(folder, name), "utf8");

const entry = {
  id: 70,
  received_ts: 1_598_889_612_059,
  room_id: "!room:example.org",
  event_id: "$event-70",
  user_id: "@ann:example.org",
  sender: "@bob:example.org",
  reason: null,
  score: null,
  name: null,
  canonical_alias: null,
};

it.skipIf(!hasSamples)("takes the list as Synapse documents it, twice with the same answer", async () => {
  const first = await send(sample("event_reports.json"));
  expect(first.status).toBe(202);
  const answer = (await first.json()) as { payload: { sha256: string }; reports: { externalId: string }[] };
  expect(answer.reports.map((each) => each.externalId)).toEqual(["event_report:2", "event_report:3"]);
  expect(await (await send(sample("event_reports.json"))).json()).toEqual(answer);
  const [payloads] = await read((tx) => tx.select({ n: count() }).from(intakePayload));
  expect(payloads?.n).toBe(1);
});

it.skipIf(!hasSamples)(
  "takes one report in detail: the event's text is evidence, sealed, and its time is the message's",
  async () => {
    // The documentation's sample has a placeholder where the number of the report stands.
    const text = sample("event_report_detail.json").replace("<report_id>", "55");
    const { reports } = (await (await send(text)).json()) as { reports: { reportId: string }[] };
    const [item] = await read((tx) =>
      tx
        .select()
        .from(evidence)
        .where(eq(evidence.reportId, reports[0]?.reportId ?? "")),
    );
    expect(item?.sentAt?.getTime()).toBe(1_592_291_711_430);
    const opened = await read((tx) =>
      openMany(tx, [{ about: item?.about ?? "", purpose: `evidence:${item?.id}:text`, sealed: item?.text as Buffer }]),
    );
    expect(opened).toEqual(["matrix.org: This Week in Matrix"]);
  },
);

it("makes a room the group, a sender the subject's author, and takes nulls and unknown fields", async () => {
  const answer = await send({ event_reports: [{ ...entry, unheard_of: { of: true } }], total: 1 });
  const { reports } = (await answer.json()) as { reports: { reportId: string }[] };
  const [found] = await read((tx) =>
    tx
      .select({
        kind: report.subjectKind,
        author: account.externalId,
        room: group.externalId,
        name: group.name,
        message: report.messageExternalId,
      })
      .from(report)
      .innerJoin(account, eq(account.id, report.subjectId))
      .innerJoin(group, eq(group.id, report.groupId))
      .where(eq(report.id, reports[0]?.reportId ?? "")),
  );
  expect(found).toEqual({
    kind: "account",
    author: entry.sender,
    room: entry.room_id,
    name: entry.room_id,
    message: entry.event_id,
  });
});

it("takes reports about users", async () => {
  const user = {
    id: 4,
    received_ts: 1_598_889_612_059,
    target_user_id: "@bad:example.org",
    user_id: "@ann:example.org",
    reason: "x",
  };
  const { reports } = (await (await send({ user_reports: [user], total: 1 })).json()) as {
    reports: { externalId: string }[];
  };
  expect(reports.map((each) => each.externalId)).toEqual(["user_report:4"]);
});

it("names what is missing or wrong by its place in the payload, and then stores none of it", async () => {
  const before = await read((tx) => tx.select({ n: count() }).from(report));
  const { room_id: _, ...homeless } = entry;
  const bad = [entry, homeless, { ...entry, id: "71" }, { ...entry, received_ts: 5e13 }].map((each, at) => ({
    ...each,
    ...(at < 2 && { id: 80 + at }),
  }));
  const answer = await send({ event_reports: bad });
  expect(answer.status).toBe(422);
  expect(((await answer.json()) as Problem).errors?.map(({ pointer }) => pointer)).toEqual([
    "/event_reports/1/room_id",
    "/event_reports/2/id",
    "/event_reports/3/received_ts",
  ]);
  const documents = await send({
    event_reports: [
      { ...entry, id: 90 },
      { ...entry, id: 91, sender: "11010519491231002X" },
    ],
  });
  expect(documents.status).toBe(422);
  expect(((await documents.json()) as Problem).errors?.[0]?.pointer).toBe("/event_reports/1/sender");
  expect((await send({ hello: 1 })).status).toBe(422);
  expect((await send([])).status).toBe(422);
  expect(await read((tx) => tx.select({ n: count() }).from(report))).toEqual(before);
});

it("answers 404 for a format or a connection that is not there, 403 for a key that may not", async () => {
  for (const at of ["synapse/nobody", "pigeon/matrix-one", "matrix/matrix-one"])
    expect((await send({ event_reports: [entry] }, at)).status).toBe(404);
  const other = await makeKey(now, { scopes: ["reports:write"], sources: ["automated"] });
  expect((await send({ event_reports: [entry] }, undefined, other.key)).status).toBe(403);
  const same = await makeKey(now, { scopes: ["reports:write"], sources: ["in_app"] });
  expect((await send({ event_reports: [{ ...entry, id: 99 }] }, undefined, same.key)).status).toBe(202);
});

it("ends a connection together with its key, at once and once", async () => {
  const made = await createConnection(operator, { id: "short-lived", format: "synapse", source: "in_app" }, now);
  expect((await send({ event_reports: [] }, "synapse/short-lived", made.key)).status).toBe(202);
  await revokeConnection(operator, "short-lived", now);
  expect((await send({ event_reports: [] }, "synapse/short-lived", made.key)).status).toBe(401);
  expect((await send({ event_reports: [] }, "synapse/short-lived")).status).toBe(404);
  expect((await refusalOf(revokeConnection(operator, "short-lived", now)))?.code).toBe("intake.connection_revoked");
  const again = createConnection(operator, { id: "matrix-one", format: "synapse", source: "in_app" }, now);
  expect((await refusalOf(again))?.code).toBe("intake.connection_taken");
  expect((await listKeys()).filter((each) => each.name === "matrix-one")).toHaveLength(1);
});

it("refuses a revoked key at once, and a second revocation", async () => {
  const { id, key: own } = await makeKey(now);
  expect((await send({ event_reports: [] }, undefined, own)).status).toBe(202);
  await revokeKey(operator, id, now);
  expect((await send({ event_reports: [] }, undefined, own)).status).toBe(401);
  expect((await refusalOf(revokeKey(operator, id, now)))?.code).toBe("http.key_revoked");
});

it("has the demo's key and connection in demo mode, made once, and never shows them in a list", async () => {
  await ensureDemoKey(now);
  await ensureDemoKey(now);
  const demo = config().demo?.apiKey ?? "";
  expect((await listConnections()).filter((each) => each.id === "demo-synapse")).toHaveLength(1);
  expect((await send({ event_reports: [{ ...entry, id: 101 }] }, "synapse/demo-synapse", demo)).status).toBe(202);
  const keys = await listKeys();
  expect(JSON.stringify(keys)).not.toContain(demo);
  const shown = keys.find((each) => each.name === "demo");
  expect((await refusalOf(revokeKey(operator, shown?.id ?? "", now)))?.code).toBe("http.demo_key");
});
