import { expect, it } from "vitest";
import { queueMember } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { after, hour, minute } from "../kernel/calendar";
import { toCursor } from "../kernel/cursor";
import { gramsOf } from "../kernel/grams";
import { makeCases, makePerson, newCase, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { transact } from "../transact";
import { type CaseOrder, caseNumber, QueueInput } from "./contract";
import { claimCase } from "./service/claim";
import { countQueue, listQueue } from "./service/list";
import type { CaseLine } from "./view";

useDatabase();

const now = testNow();
const list = (by: StaffActor, input: Partial<QueueInput>) => listQueue(by, QueueInput.parse(input), now);

async function everyPage(by: StaffActor, input: Partial<QueueInput>): Promise<CaseLine[]> {
  const rows: CaseLine[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await list(by, { ...input, cursor });
    rows.push(...page.rows);
    if (page.next === null) return rows;
    cursor = page.next;
  }
}

it("defects 5 and 21: every order pages through all rows once, ascending too, and oldest waiting shows the oldest", async () => {
  const ann = await makePerson(["moderator"], "Ann", now);
  // Many ties, so that an order which is not total would repeat or lose rows at a page's edge.
  const made = await makeCases(
    now,
    Array.from({ length: 137 }, (_, at) =>
      newCase(now, {
        queue: "paging",
        priority: at % 5,
        openedAt: after(now, -(at % 7) * hour),
        dueAt: after(now, (at % 11) * minute),
      }),
    ),
  );
  const expected: Record<CaseOrder, (a: CaseLine, b: CaseLine) => boolean> = {
    priority: () => true,
    due: (a, b) => a.dueAt <= b.dueAt,
    opened: (a, b) => a.openedAt <= b.openedAt,
  };
  for (const order of ["priority", "due", "opened"] as const) {
    const rows = await everyPage(ann, { order, queue: "paging", limit: 10 });
    expect(rows.map((row) => row.id).sort()).toEqual(made.map((each) => each.id).sort());
    for (const [at, row] of rows.slice(1).entries()) expect(expected[order](rows[at] as CaseLine, row)).toBe(true);
  }
  for (const order of ["priority", "due", "opened"] as const) {
    const forwards = await everyPage(ann, { order, sortDirection: "ascending", queue: "paging", limit: 9 });
    const backwards = await everyPage(ann, { order, sortDirection: "descending", queue: "paging", limit: 10 });
    expect(forwards).toHaveLength(137);
    expect(forwards.map((row) => row.id)).toEqual(backwards.map((row) => row.id).reverse());
  }
  const oldest = await list(ann, { order: "opened", queue: "paging", limit: 1 });
  expect(oldest.rows[0]?.openedAt).toEqual(after(now, -6 * hour));
  const byPriority = await everyPage(ann, { order: "priority", queue: "paging", limit: 10 });
  const priorities = byPriority.map((row) => made.findIndex((each) => each.id === row.id) % 5);
  expect(priorities).toEqual([...priorities].sort((a, b) => b - a));
});

it("a cursor of another order, or of nobody's making, is refused", async () => {
  const ann = await makePerson(["moderator"], "Ann", now);
  const first = await list(ann, { order: "priority", queue: "paging", limit: 1 });
  const id = first.rows[0]?.id as string;
  for (const cursor of [
    first.next as string,
    "nonsense",
    toCursor(["due", "ascending", "never", id]),
    toCursor(["due", "ascending", 5, id]),
    toCursor(["due", "descending", now.toISOString(), id]),
    toCursor(["due", "ascending", now.toISOString(), "not an id"]),
  ])
    expect(await refusalOf(list(ann, { order: "due", cursor }))).toMatchObject({
      code: "cases.bad_cursor",
      status: 400,
    });
});

it("defect 5: each filter reads the column that its label names", async () => {
  const ann = await makePerson(["moderator"], "Ann", now);
  const lea = await makePerson(["lead"], "Lea", now);
  const base = { queue: "filters", category: "spam", source: "in_app", severity: 1 } as const;
  const [plain, fraud, letter, grave, escalated, aside, decided] = await makeCases(now, [
    newCase(now, base),
    newCase(now, { ...base, category: "fraud" }),
    newCase(now, { ...base, source: "regulator" }),
    newCase(now, { ...base, severity: 4 }),
    newCase(now, { ...base, state: "escalated" }),
    newCase(now, { ...base, state: "snoozed", snoozedUntil: after(now, hour) }),
    newCase(now, { ...base, state: "decided", decidedAt: now }),
  ]);
  const ids = async (input: Partial<QueueInput>) =>
    (await everyPage(ann, { queue: "filters", ...input })).map((row) => row.id).sort();
  const sorted = (...cases: (typeof plain)[]) => cases.map((each) => each?.id).sort();
  expect(await ids({ category: "fraud" })).toEqual(sorted(fraud));
  expect(await ids({ source: "regulator" })).toEqual(sorted(letter));
  expect(await ids({ severity: 4 })).toEqual(sorted(grave));
  expect(await ids({ state: "escalated" })).toEqual(sorted(escalated));
  expect(await ids({})).toEqual(sorted(plain, fraud, letter, grave, escalated));
  expect(await ids({ state: "open" })).toEqual(sorted(plain, fraud, letter, grave, escalated, aside));
  expect(await ids({ category: "fraud", severity: 4 })).toEqual([]);
  expect(await ids({ state: "mine" })).toEqual([]);
  await claimCase(ann, { caseId: plain?.id as string }, now);
  expect(await ids({ state: "mine" })).toEqual(sorted(plain));
  const seenByLea = await list(lea, { queue: "filters", category: "spam", severity: 1, source: "in_app", limit: 200 });
  expect(seenByLea.rows.find((row) => row.id === plain?.id)).toMatchObject({
    state: "claimed",
    holder: { name: "Ann", isMe: false },
  });
  expect(decided).toBeDefined();
  for (const state of ["waiting", "escalated", "open", "mine"] as const) {
    const rows = await ids({ state });
    expect(await countQueue(ann, { queue: "filters", state }, now)).toEqual({
      total: rows.length,
      late: 0,
      isMore: false,
    });
  }
});

it("finds by two Chinese characters, whole words, code and number, and not by what the name does not hold", async () => {
  const ann = await makePerson(["moderator"], "Ann", now);
  const named = (subjectName: string, subjectCode?: string) =>
    newCase(now, { queue: "text", subjectName, grams: gramsOf(subjectName), ...(subjectCode ? { subjectCode } : {}) });
  const [market, , phones] = await makeCases(now, [
    named("同城二手交易"),
    named("手工交友二人行"),
    named("Second-hand Phones 3", "G-3107-4482"),
  ]);
  const found = async (text: string) => (await list(ann, { text, queue: "text" })).rows.map((row) => row.id);
  expect(await found("二手")).toEqual([market?.id]);
  expect(await found("手交")).toEqual([market?.id]);
  expect(await found("交易 同城")).toEqual([market?.id]);
  expect(await found("ＰＨＯＮＥＳ")).toEqual([phones?.id]);
  expect(await found("g-3107-4482")).toEqual([phones?.id]);
  expect(await found(caseNumber(market?.number ?? 0))).toEqual([market?.id]);
  expect(await found("百分%")).toEqual([]);
  expect(await found("手二")).toEqual([]);
  expect(await countQueue(ann, { text: "二手", state: "waiting" }, now)).toMatchObject({ total: 1 });
});

it("shows a person her own queues only, merged in order", async () => {
  const bob = await makePerson(["moderator"], "Bob", now);
  await transact(bob, now, async (tx, settle) => {
    const subject = { kind: "staff", id: bob.id, version: 2 };
    settle({
      ok: true,
      next: null,
      effects: [],
      entry: { kind: "staff", action: "staff.queues_set", subject, pub: {} },
    });
    await tx.insert(queueMember).values(["mine a", "mine b"].map((queue) => ({ staffId: bob.id, queue })));
  });
  await makeCases(
    now,
    Array.from({ length: 30 }, (_, at) =>
      newCase(now, { queue: ["mine a", "mine b", "theirs"][at % 3] as string, priority: at }),
    ),
  );
  for (const state of ["waiting", "open"] as const) {
    const rows = await everyPage(bob, { limit: 7, state });
    expect(rows).toHaveLength(20);
    expect(rows.map((row) => row.queue)).toEqual([...Array(10).keys()].flatMap(() => ["mine b", "mine a"]));
  }
  expect(await countQueue(bob, { state: "waiting" }, now)).toMatchObject({ total: 20 });
  expect(await refusalOf(list(bob, { queue: "theirs" }))).toMatchObject({ code: "cases.not_her_queue" });
});
