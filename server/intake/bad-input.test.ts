import { randomUUID } from "node:crypto";
import { count } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { account, auditEvent, caseRow, evidence, group, report } from "../../db/schema";
import { api } from "../api";
import { clock } from "../config";
import type { Problem } from "../http/contract";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { makeKey, publishDefault } from "../testing/reports";

useDatabase();
let key = "";
let limited = "";
beforeAll(async () => {
  await publishDefault(clock());
  key = (await makeKey(clock())).key;
  limited = (await makeKey(clock(), { scopes: ["reports:write"], sources: ["in_app"] })).key;
});

const good = { subject: { type: "group", externalId: "g-1" }, source: "in_app" };
type Sent = { readonly headers?: Record<string, string>; readonly key?: string; readonly path?: string };

const send = (body: BodyInit, { headers = {}, key: own = key, path = "/reports" }: Sent = {}) =>
  api().fetch(
    new Request(`http://docket.test/api/v1${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${own}`, "content-type": "application/json", ...headers },
      body,
      ...(body instanceof ReadableStream && { duplex: "half" }),
    } as RequestInit),
  );
const sendReport = (given: object, sent?: Sent) => send(JSON.stringify({ ...good, ...given }), sent);

const rows = () =>
  read(async (tx) =>
    Promise.all(
      [report, evidence, caseRow, auditEvent, group, account].map((table) => tx.select({ n: count() }).from(table)),
    ),
  );

const year = 365 * 24 * 3_600_000;
const soon = () => new Date(clock().getTime() + year).toISOString();
const surrogate = JSON.stringify(good).replace('"g-1"', '"g-\\ud800"');
const twoBytes = new Uint8Array([
  ...Buffer.from('{"source":"in_app","description":"'),
  0xc3,
  0x28,
  ...Buffer.from('"}'),
]);

/** Name of the fault → what is sent, the status and the first field that the problem names. */
const faults: [string, () => Promise<Response>, number, string][] = [
  ["a wrong type", () => sendReport({ description: 7 }), 422, "/description"],
  [
    "a wrong type deeper down",
    () => sendReport({ evidence: [{ kind: "text", views: "many" }] }),
    422,
    "/evidence/0/views",
  ],
  ["null for a text", () => sendReport({ category: null }), 422, "/category"],
  ["a missing field", () => sendReport({ source: undefined }), 422, "/source"],
  ["a missing id of the subject", () => sendReport({ subject: { type: "group" } }), 422, "/subject/externalId"],
  [
    "a message without group and author",
    () => sendReport({ subject: { type: "message", externalId: "m" } }),
    422,
    "/subject/groupExternalId",
  ],
  ["an unknown enum", () => sendReport({ source: "pigeon" }), 422, "/source"],
  ["an unknown kind of evidence", () => sendReport({ evidence: [{ kind: "smell" }] }), 422, "/evidence/0/kind"],
  ["an unknown field", () => sendReport({ externalID: "x" }), 422, "/externalID"],
  ["an unknown category", () => sendReport({ category: "nonsense" }), 422, "/category"],
  ["a branch for a category", () => sendReport({ category: "fraud" }), 422, "/category"],
  ["year 9999", () => sendReport({ occurredAt: "9999-12-31T23:59:59Z" }), 422, "/occurredAt"],
  ["year 1999", () => sendReport({ occurredAt: "1999-12-31T23:59:59Z" }), 422, "/occurredAt"],
  ["a date a year ahead", () => sendReport({ occurredAt: soon() }), 422, "/occurredAt"],
  ["no date at all", () => sendReport({ occurredAt: "yesterday" }), 422, "/occurredAt"],
  ["a lone surrogate", () => send(surrogate), 422, "/subject/externalId"],
  ["an escaped NUL", () => sendReport({ description: "a\0b" }), 422, "/description"],
  ["a text that is too long", () => sendReport({ description: "长".repeat(5_001) }), 422, "/description"],
  ["too much evidence", () => sendReport({ evidence: Array(51).fill({ kind: "text" }) }), 422, "/evidence"],
  [
    "a url that is none of the web",
    () => sendReport({ evidence: [{ kind: "link", url: "javascript:alert(1)" }] }),
    422,
    "/evidence/0/url",
  ],
  [
    "a hash that is none",
    () => sendReport({ evidence: [{ kind: "image", sha256: "abc" }] }),
    422,
    "/evidence/0/sha256",
  ],
  ["a regulator without a deadline", () => sendReport({ source: "regulator" }), 422, "/regulator/dueAt"],
  [
    "a document number for an account",
    () => sendReport({ subject: { type: "account", externalId: "11010519491231002X" } }),
    422,
    "/subject/externalId",
  ],
  [
    "a document number for a reporter",
    () => sendReport({ reporter: { externalId: "11010519491231002x" } }),
    422,
    "/reporter/externalId",
  ],
  ["a source that the key may not state", () => sendReport({ source: "staff" }, { key: limited }), 403, "/source"],
  ["invalid UTF-8", () => send(twoBytes), 400, "/description"],
  ["nesting of 20,000", () => send(`{"evidence":${"[".repeat(20_000)}${"]".repeat(20_000)}}`), 400, "/evidence"],
  ["what is no JSON", () => send("{'source': 1}"), 400, ""],
];

it.each(faults)("names the field of %s and stores nothing", async (_name, act, status, pointer) => {
  const before = await rows();
  const answer = await act();
  const problem = (await answer.json()) as Problem;
  expect([answer.status, problem.errors?.[0]?.pointer]).toEqual([status, pointer]);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(problem.type).toMatch(/^urn:docket:problem:[a-z]+\.[a-z0-9_]+$/);
  expect(await rows()).toEqual(before);
});

const streamed = (bytes: number) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let left = bytes; left > 0; left -= 65_536)
        controller.enqueue(new Uint8Array(Math.min(left, 65_536)).fill(32));
      controller.close();
    },
  });

it("refuses a body of one byte more than 1 MiB, stated or streamed, and takes one of exactly 1 MiB", async () => {
  const exact = JSON.stringify(good).padEnd(1_048_576, " ");
  expect((await send(`${exact} `)).status).toBe(413);
  expect((await send(streamed(1_048_577))).status).toBe(413);
  expect((await send(exact)).status).toBe(202);
});

it("refuses bodies of another type, of two types, compressed, or missing", async () => {
  const body = JSON.stringify(good);
  for (const type of ["text/plain", "application/json, text/plain", "application/json; charset=latin1"])
    expect((await send(body, { headers: { "content-type": type } })).status).toBe(415);
  expect((await send(body, { headers: { "content-encoding": "gzip" } })).status).toBe(415);
  expect((await send("")).status).toBe(400);
  expect((await send(body, { headers: { "content-type": "application/json; charset=UTF-8" } })).status).toBe(202);
});

it("takes an unknown subject as an unconfirmed stub, emoji counted as one character each", async () => {
  const subject = { type: "group", externalId: `stub-${randomUUID()}` };
  const answer = await sendReport({ subject, description: "🙂".repeat(5_000) });
  expect(answer.status).toBe(202);
  expect(await answer.json()).toEqual({
    reportId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    receipt: expect.stringMatching(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/),
    case: expect.stringMatching(/^C-\d{6}$/),
    duplicate: false,
  });
  const stubs = await read((tx) => tx.select({ confirmed: group.confirmed, id: group.externalId }).from(group));
  expect(stubs.find(({ id }) => id === subject.externalId)?.confirmed).toBe(false);
});

it("answers a replayed key as before, refuses it with another body, and bears many at once", async () => {
  const headers = { "idempotency-key": "key-1" };
  const before = await rows();
  const answers = await Promise.all(Array.from({ length: 8 }, () => sendReport({ description: "一" }, { headers })));
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(202));
  expect(new Set(texts).size).toBe(1);
  const after = await rows();
  expect(after[0]?.[0]?.n).toBe((before[0]?.[0]?.n ?? 0) + 1);
  const replay = await sendReport({ description: "一" }, { headers });
  expect(replay.headers.get("idempotency-replayed")).toBe("true");
  const other = await sendReport({ description: "二" }, { headers });
  expect(other.status).toBe(409);
  expect(await other.json()).toMatchObject({ type: "urn:docket:problem:http.replayed" });
  expect(await rows()).toEqual(after);
  expect((await sendReport({}, { headers: { "idempotency-key": "ü" } })).status).toBe(400);
});

it("keeps the answer of a refused request for nobody", async () => {
  const headers = { "idempotency-key": "key-2" };
  expect((await sendReport({ category: "nonsense" }, { headers })).status).toBe(422);
  expect((await sendReport({}, { headers })).status).toBe(202);
});

it("answers a bulk request line by line; a bad line harms no other", async () => {
  const lines = [
    JSON.stringify({ ...good, externalId: "b-1" }),
    "",
    "{not json",
    JSON.stringify({ ...good, source: "pigeon" }),
    JSON.stringify({ ...good, externalId: "b-1" }),
    JSON.stringify({ ...good, subject: { type: "group", externalId: "b-\ud800" } }),
    JSON.stringify({ ...good, externalId: "b-2", subject: { type: "group", externalId: "g-2" } }),
  ];
  const bytes = Buffer.concat([Buffer.from(`${lines.join("\n")}\r\n`), Buffer.from([0xff, 10])]);
  const answer = await send(bytes, { path: "/reports/bulk", headers: { "content-type": "application/x-ndjson" } });
  expect(answer.status).toBe(200);
  const told = (await answer.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(told.map(({ line, status }) => [line, status])).toEqual([
    [1, 202],
    [3, 400],
    [4, 422],
    [5, 202],
    [6, 422],
    [7, 202],
    [8, 400],
  ]);
  expect(told[3].reportId).toBe(told[0].reportId);
  expect(told[2].errors).toEqual([{ pointer: "/source", detail: expect.stringContaining("in_app") }]);
});

it("refuses a bulk request of more than 10,000 lines before it stores one", async () => {
  const before = await rows();
  const body = `${JSON.stringify(good)}\n`.repeat(10_001);
  const answer = await send(body, { path: "/reports/bulk", headers: { "content-type": "application/x-ndjson" } });
  expect(answer.status).toBe(413);
  expect(await rows()).toEqual(before);
});

it("tells a reporter her status by the receipt, and nothing by a wrong one", async () => {
  const { receipt } = (await (await sendReport({})).json()) as { receipt: string };
  const ask = (text: string) =>
    api().fetch(
      new Request(`http://docket.test/api/v1/reports/${text}`, { headers: { authorization: `Bearer ${key}` } }),
    );
  const found = await ask(receipt.toLowerCase().replaceAll("-", ""));
  expect(await found.json()).toEqual({
    receipt,
    status: "received",
    outcome: null,
    receivedAt: expect.any(String),
    closedAt: null,
  });
  for (const wrong of ["0000-0000-0000-0000", "x", "%00"]) expect((await ask(wrong)).status).toBe(404);
});
