import { randomUUID } from "node:crypto";
import { count, eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { auditEvent, caseRow, evidence, report } from "../../db/schema";
import type { KeyActor } from "../kernel/actor";
import { after, day, hour, minute } from "../kernel/calendar";
import { openMany } from "../privacy/seal";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { newReport, operator, publishDefault } from "../testing/reports";
import { transact } from "../transact";
import type { Received } from "./receive-contract";
import { closeCase, lockCase, settleReports } from "./service/lock";
import { reportProgress } from "./service/receipt";
import { receiveReports } from "./service/receive";

useDatabase();
const now = testNow();
beforeAll(() => publishDefault(now));

const taken = (received: Received | undefined) => {
  if (!received?.ok) throw new Error(received ? received.refusal.code : "no answer");
  return received;
};
const caseOf = async (number: number) => {
  const [row] = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.number, number)));
  if (!row) throw new Error("no such case");
  return row;
};
const groupReport = (externalId: string, given: Parameters<typeof newReport>[0] = {}) =>
  newReport({ subject: { type: "group", externalId }, ...given });
const messageReport = (message: string, author: string | undefined, given: Parameters<typeof newReport>[0] = {}) =>
  newReport({
    subject: { type: "message", externalId: message, groupExternalId: "room-1", authorExternalId: author },
    ...given,
  });
const reporter = (externalId: string) => ({ reporter: { externalId } });

it("lets every further report about a subject join its one open case", async () => {
  const first = taken((await receiveReports(operator, [groupReport("g-join", reporter("ann"))], now))[0]);
  const again = await receiveReports(
    operator,
    [groupReport("g-join", reporter("ann")), groupReport("g-join", reporter("ben")), groupReport("g-join")],
    after(now, minute),
  );
  expect(again.map((each) => taken(each).caseNumber)).toEqual([first.caseNumber, first.caseNumber, first.caseNumber]);
  expect(again.map((each) => taken(each).duplicate)).toEqual([true, false, false]);
  const found = await caseOf(first.caseNumber);
  expect(found).toMatchObject({ reportCount: 4, reporterCount: 2, reporterWeight: 2, version: 4, state: "open" });
  const entries = await read((tx) =>
    tx
      .select({ version: auditEvent.subjectVersion, action: auditEvent.action })
      .from(auditEvent)
      .where(eq(auditEvent.caseId, found.id))
      .orderBy(auditEvent.subjectVersion),
  );
  expect(entries).toEqual([1, 2, 3, 4].map((version) => ({ version, action: "report.received" })));
});

it("defect 4: the time of a report is its arrival, whenever it is handled", async () => {
  const arrived = after(now, -3 * hour);
  const { reportId, caseNumber } = taken((await receiveReports(operator, [groupReport("g-time")], arrived))[0]);
  const [row] = await read((tx) => tx.select().from(report).where(eq(report.id, reportId)));
  expect(row?.receivedAt).toEqual(arrived);
  expect((await caseOf(caseNumber)).openedAt).toEqual(arrived);
});

it("defect 9: a report about a message joins its author's case as an item of evidence of its own", async () => {
  const received = await receiveReports(
    operator,
    [
      messageReport("m-1", "author-9"),
      messageReport("m-2", "author-9"),
      newReport({ subject: { type: "account", externalId: "author-9" } }),
      messageReport("m-3", undefined),
    ],
    now,
  );
  const numbers = received.map((each) => taken(each).caseNumber);
  expect(new Set(numbers.slice(0, 3)).size).toBe(1);
  expect(numbers[3]).not.toBe(numbers[0]);
  const author = await caseOf(numbers[0] as number);
  expect(author.subjectKind).toBe("account");
  expect((await caseOf(numbers[3] as number)).subjectKind).toBe("group");
  const items = await read((tx) => tx.select().from(evidence).where(eq(evidence.caseId, author.id)));
  expect(items.map((item) => item.messageExternalId).sort()).toEqual(["m-1", "m-2"]);
  expect(new Set(items.map((item) => item.reportId)).size).toBe(2);

  // A decision on one message settles the reports about it: the report about the account stays open.
  const [aboutMessage, , aboutAccount] = received.map((each) => taken(each).reportId);
  await transact(operator, now, async (tx, settle) => {
    const found = await lockCase(tx, author.id);
    settle({
      ok: true,
      next: null,
      entry: {
        kind: "case",
        action: "case.skipped",
        subject: { kind: "case", id: found.id, version: null },
        pub: {},
      },
      effects: [],
    });
    return settleReports(tx, found.id, found.round, "upheld", now, [aboutMessage as string]);
  });
  const states = await read((tx) =>
    tx.select({ id: report.id, state: report.state }).from(report).where(eq(report.caseId, author.id)),
  );
  expect(states.find((each) => each.id === aboutMessage)?.state).toBe("upheld");
  expect(states.find((each) => each.id === aboutAccount)?.state).toBe("attached");
});

it("defect 13: one external id is one report, however many send it at once", async () => {
  const given = groupReport("g-race", { externalId: "ext-1", description: "同一份" });
  const received = await Promise.all(
    Array.from({ length: 12 }, () => receiveReports(operator, [given], now).then(([each]) => taken(each))),
  );
  expect(new Set(received.map((each) => each.reportId)).size).toBe(1);
  expect(new Set(received.map((each) => each.receipt)).size).toBe(1);
  expect(received.filter((each) => !each.isReplay)).toHaveLength(1);
  expect(await caseOf(received[0]?.caseNumber as number)).toMatchObject({ reportCount: 1, version: 1 });

  const [other, same] = await receiveReports(
    operator,
    [{ ...given, description: "另一份" }, given],
    after(now, minute),
  );
  expect(other).toMatchObject({ ok: false, refusal: { code: "reports.external_id_taken", status: 409 } });
  expect(taken(same).reportId).toBe(received[0]?.reportId);
  const { id, ...rest } = { id: randomUUID(), kind: "key" as const, scopes: [], sources: ["in_app" as const] };
  const [fromAnotherKey] = await receiveReports({ id, ...rest } satisfies KeyActor, [given], now);
  expect(taken(fromAnotherKey).reportId).not.toBe(received[0]?.reportId);
});

it("answers an external id that a batch holds twice as one report", async () => {
  const one = groupReport("g-twice", { externalId: "twice" });
  const [first, again, other] = await receiveReports(
    operator,
    [one, one, groupReport("g-other", { externalId: "twice" })],
    now,
  );
  expect(taken(again).reportId).toBe(taken(first).reportId);
  expect(other).toMatchObject({ ok: false, refusal: { code: "reports.external_id_taken" } });
});

it("opens one case when many report the same subjects at once, in any order", async () => {
  const subjects = Array.from({ length: 12 }, (_, at) => `g-storm-${at}`);
  const batches = Array.from({ length: 12 }, (_, at) => [...subjects.slice(at), ...subjects.slice(0, at)]);
  const received = await Promise.all(
    batches.map((batch, at) =>
      receiveReports(
        operator,
        batch.map((subject) => groupReport(subject, reporter(`r-${at}`))),
        now,
      ),
    ),
  );
  const numbers = new Set(received.flat().map((each) => taken(each).caseNumber));
  expect(numbers.size).toBe(12);
  for (const number of numbers)
    expect(await caseOf(number)).toMatchObject({ reportCount: 12, reporterCount: 12, version: 12 });
});

it("defect 17: a thousand reports are routed when they arrive", async () => {
  const sources = ["in_app", "regulator"] as const;
  const batch = Array.from({ length: 1_000 }, (_, at) =>
    groupReport(`g-route-${at}`, {
      source: sources[at % 2],
      ...(at % 2 === 1 && { regulator: { dueAt: after(now, day).toISOString() } }),
    }),
  );
  const received = [
    ...(await receiveReports(operator, batch.slice(0, 500), now)),
    ...(await receiveReports(operator, batch.slice(500), now)),
  ];
  expect(received.every((each) => each.ok)).toBe(true);
  const queues = await read((tx) =>
    tx
      .select({ queue: caseRow.queue, cases: count() })
      .from(caseRow)
      .where(eq(caseRow.openedAt, now))
      .groupBy(caseRow.queue),
  );
  expect(queues.find(({ queue }) => queue === "regulator")?.cases).toBe(500);
  expect(queues.some(({ queue }) => queue === "")).toBe(false);
});

it("takes the gravest category, the highest source and the earliest due time, and moves the case to its queue", async () => {
  const [first] = await receiveReports(operator, [groupReport("g-grave")], now);
  const number = taken(first).caseNumber;
  expect(await caseOf(number)).toMatchObject({ queue: "general", category: null, severity: 2, source: "in_app" });
  const dueAt = after(now, 90 * minute);
  await receiveReports(
    operator,
    [
      groupReport("g-grave", { category: "fraud_fake_trade" }),
      groupReport("g-grave", { source: "regulator", regulator: { office: "网信办", dueAt: dueAt.toISOString() } }),
      groupReport("g-grave"),
    ],
    now,
  );
  const found = await caseOf(number);
  expect(found).toMatchObject({ category: "fraud_fake_trade", severity: 3, source: "regulator", queue: "regulator" });
  expect(found.dueAt).toEqual(dueAt);
  expect(found.regulatorDueAt).toEqual(dueAt);
});

it.each(["snoozed", "awaiting_approval", "escalated"] as const)(
  "joins a case that is %s, where it stays",
  async (state) => {
    const [first] = await receiveReports(operator, [groupReport(`g-${state}`)], now);
    const found = await caseOf(taken(first).caseNumber);
    await force(found.id, state);
    const [second] = await receiveReports(operator, [groupReport(`g-${state}`, { category: "fraud_fake_trade" })], now);
    expect(taken(second).caseNumber).toBe(found.number);
    expect(await caseOf(found.number)).toMatchObject({ state, reportCount: 2, severity: 3 });
  },
);

/** Puts a case in a state without the act that leads there. */
const force = (id: string, state: "snoozed" | "awaiting_approval" | "escalated") =>
  transact(operator, now, async (tx, settle) => {
    const pub = { forced: state };
    const subject = { kind: "case", id, version: null };
    settle({ ok: true, next: null, entry: { kind: "case", action: "case.reassigned", subject, pub }, effects: [] });
    await tx.update(caseRow).set({ state }).where(eq(caseRow.id, id));
  });

it("opens a new case once the earlier one was decided, and remembers that a report was upheld", async () => {
  const [first] = await receiveReports(operator, [groupReport("g-repeat", reporter("kay"))], now);
  const before = await caseOf(taken(first).caseNumber);
  await transact(operator, now, async (tx, settle) => {
    const found = await lockCase(tx, before.id);
    const version = found.version + 1;
    settle({
      ok: true,
      next: null,
      entry: { kind: "case", action: "case.reassigned", subject: { kind: "case", id: found.id, version }, pub: {} },
      effects: [],
    });
    await settleReports(tx, found.id, found.round, "upheld", now);
    await closeCase(tx, found, { state: "decided", version, at: now });
  });
  const [second] = await receiveReports(operator, [groupReport("g-repeat", reporter("kay"))], after(now, hour));
  expect(taken(second).caseNumber).not.toBe(before.number);
  expect(taken(second).duplicate).toBe(false);
  expect((await caseOf(taken(second).caseNumber)).priorityTerms).toMatchObject({ repeat: 24 });
  expect(await reportProgress(taken(first).receipt, after(now, 2 * hour))).toMatchObject({
    status: "closed",
    outcome: "upheld",
  });
  expect(await reportProgress(taken(second).receipt.toLowerCase(), after(now, 2 * hour))).toMatchObject({
    status: "received",
    outcome: null,
  });
});

it("seals what people wrote, each under the key of whom it is about", async () => {
  const [received] = await receiveReports(
    operator,
    [
      messageReport("m-sealed", "author-s", {
        description: "他说了难听的话",
        reporter: { externalId: "rep-s", contact: "rep@example.org" },
        evidence: [
          { kind: "text", text: "难听的话" },
          { kind: "text", role: "context", authorExternalId: "other-s", text: "别这样" },
        ],
      }),
    ],
    now,
  );
  const { reportId } = taken(received);
  const [row] = await read((tx) => tx.select().from(report).where(eq(report.id, reportId)));
  const items = await read((tx) =>
    tx.select().from(evidence).where(eq(evidence.reportId, reportId)).orderBy(evidence.ordinal),
  );
  expect(row?.about).toBe(`reporter:${row?.reporterRef}`);
  expect(items[0]?.about).toBe(`account:${row?.subjectId}`);
  expect(items[1]?.about).toMatch(/^account:/);
  expect(items[1]?.about).not.toBe(items[0]?.about);
  const opened = await read((tx) =>
    openMany(tx, [
      { about: row?.about ?? "", purpose: `report:${reportId}:description`, sealed: row?.description as Buffer },
      { about: items[0]?.about ?? "", purpose: `evidence:${items[0]?.id}:text`, sealed: items[0]?.text as Buffer },
    ]),
  );
  expect(opened).toEqual(["他说了难听的话", "难听的话"]);
  const said = await read((tx) => tx.select({ body: auditEvent.bodyJson }).from(auditEvent));
  expect(JSON.stringify(said)).not.toMatch(/难听|rep@example|rep-s/);
});

it("refuses one report without harming the others, and stores nothing of it", async () => {
  const before = await read((tx) => tx.select({ n: count() }).from(report));
  const received = await receiveReports(
    operator,
    [
      groupReport("g-good-1"),
      groupReport("g-bad", { category: "fraud" }),
      newReport({ subject: { type: "account", externalId: "11010519491231002X" } }),
      groupReport("g-bad", { occurredAt: after(now, 6 * minute).toISOString() }),
      groupReport("g-bad", { reporter: { contact: "护照 E12345678" } }),
      groupReport("g-good-2", { occurredAt: after(now, 4 * minute).toISOString() }),
    ],
    now,
  );
  expect(received.map((each) => (each.ok ? "ok" : each.refusal.fields[0]?.pointer))).toEqual([
    "ok",
    "/category",
    "/subject/externalId",
    "/occurredAt",
    "/reporter/contact",
    "ok",
  ]);
  const [after_] = await read((tx) => tx.select({ n: count() }).from(report));
  expect(after_?.n).toBe((before[0]?.n ?? 0) + 2);
  const bad = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.subjectName, "g-bad")));
  expect(bad).toEqual([]);
});
