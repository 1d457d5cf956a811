import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { report } from "../../db/schema";
import type { RuleAppeal } from "../appeals/contract";
import { answerQuestion, askAppellant } from "../appeals/service/dialogue";
import { fileAppeal } from "../appeals/service/file";
import { noteFirstView, ruleAppeal, takeAppeal } from "../appeals/service/review";
import { reviewed, tokenTo, words } from "../appeals/testing/world";
import { receiptOf } from "../cases/service/receipt";
import { decide } from "../enforcement/service/decide";
import type { StaffActor } from "../kernel/actor";
import { after, day, hour, isoDay } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, onSubject, reportedCase } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import { type AppealFigure, AppealRows, appealFigures } from "./contract-appeals";
import { appealBoard, appealsBehindFigure } from "./service-appeals";

useDatabase();
const now = testNow();
const daysAgo = (days: number, hours = 0) => after(now, -days * day + hours * hour);
const from = isoDay(daysAgo(20));
let moderator: StaffActor;
let officer: StaffActor;
let made = 0;

/** Somebody who was suspended, at a time. */
async function suspended(at: Date, key: "suspend_posting" | "warn" = "suspend_posting"): Promise<string> {
  const found = await reportedCase({ subject: { type: "account", externalId: `a-${++made}` } }, at);
  const measures = [onSubject(found, key, key === "warn" ? null : 3)];
  await decide(moderator, await claimed(moderator, found, { measures }, at), at);
  return tokenTo(found.id, found.subjectId);
}
async function rejected(at: Date): Promise<string> {
  const found = await reportedCase({ subject: { type: "account", externalId: `a-${++made}` } }, at);
  await decide(moderator, await claimed(moderator, found, { finding: "does_not", facts: "" }, at), at);
  const [row] = await read((tx) => tx.select({ id: report.id }).from(report).where(eq(report.caseId, found.id)));
  return receiptOf(row?.id as string);
}

/** Somebody takes it, looks at it, and rules, at once. */
async function ruled(appealId: string, ruling: RuleAppeal["ruling"], at: Date, by = officer): Promise<void> {
  await takeAppeal(by, { appealId, version: 1 }, at);
  await noteFirstView(by, { appealId, version: 2, finding: "does_not", note: "看过。" }, at);
  await ruleAppeal(by, { appealId, version: 3, ruling, reasons: "说明。", instead: [] }, at);
}
const filed = async (token: string, at: Date) => (await fileAppeal(token, { text: words }, at)).id;

beforeAll(async () => {
  await publishDefault(daysAgo(90));
  moderator = await makePerson(["moderator", "lead"], "许言", daysAgo(90));
  officer = await makePerson(["appeals_officer"], "方圆", daysAgo(90));
  // Before the period.
  await ruled(await filed(await suspended(daysAgo(41)), daysAgo(30)), "overturned", daysAgo(30));
  const rulings = [
    ["overturned", 10, "suspend_posting"],
    ["upheld", 31, "warn"],
    ["upheld", 20, "suspend_posting"],
    ["inadmissible", 2, "warn"],
  ] as const;
  for (const [ruling, hours, key] of rulings)
    await ruled(await filed(await suspended(daysAgo(19), key), daysAgo(18)), ruling, daysAgo(18, hours));
  // Overdue; waiting for an answer, though past its due time; answered, which moved it; fresh.
  await filed(await suspended(daysAgo(19)), daysAgo(17));
  const waits = await reviewed(officer, await suspended(daysAgo(19)), daysAgo(18));
  await askAppellant(officer, { appealId: waits, version: 3, text: "请说明。" }, daysAgo(4));
  const token = await suspended(daysAgo(19));
  const answered = await reviewed(officer, token, daysAgo(18));
  await askAppellant(officer, { appealId: answered, version: 3, text: "请说明。" }, daysAgo(12));
  await answerQuestion(token, { text: "已说明。" }, daysAgo(7));
  await filed(await suspended(daysAgo(3)), daysAgo(1));
  // Objections: one that was right, late; one that waits.
  await ruled(await filed(await rejected(daysAgo(40)), daysAgo(39)), "overturned", daysAgo(6));
  await filed(await rejected(daysAgo(5)), daysAgo(4));
}, 60_000);

const boards = async () => {
  const board = await appealBoard({ from }, now);
  const [appeals, objections] = board.boards;
  if (!appeals || !objections) throw new Error("a board of this test is not there");
  return { board, appeals, objections };
};
async function walk(asked: { kind: "appeal" | "objection"; figure: AppealFigure; measure?: string; clause?: string }) {
  const seen = new Set<string>();
  let count = 0;
  let cursor: string | null = null;
  do {
    const page = await appealsBehindFigure(AppealRows.parse({ limit: 2, from, ...asked, cursor }), now);
    for (const { id } of page.rows) seen.add(id);
    count += page.rows.length;
    cursor = page.next;
  } while (cursor);
  expect(seen.size).toBe(count);
  return count;
}

describe("the figures of appeals", () => {
  it("count what was filed and ruled on in the period, appeals and objections apart", async () => {
    const { appeals, objections } = await boards();
    expect(appeals.figures).toMatchObject({
      filed: 8,
      ruled: 4,
      merits: 3,
      changed: 1,
      changedPercent: 33.3,
      late: 0,
      open: 4,
      waiting: 1,
      overdue: 1,
      medianHours: 15,
      p95Hours: 29,
    });
    expect(appeals.before).toMatchObject({ filed: 1, ruled: 1, changedPercent: 100 });
    expect(objections.figures).toMatchObject({ filed: 1, ruled: 1, changed: 1, late: 1, open: 1, overdue: 0 });
  });

  it("of measures and clauses are of what was looked at on its merits", async () => {
    const { appeals, objections } = await boards();
    expect(appeals.byMeasure).toEqual([
      { measure: "suspend_posting", count: 2, changed: 1 },
      { measure: "warn", count: 1, changed: 0 },
    ]);
    expect(appeals.byClause).toMatchObject([{ clause: "fraud_fake_trade", count: 3, changed: 1 }]);
    expect(objections.byClause).toMatchObject([{ clause: "fraud_fake_trade", count: 1, changed: 1 }]);
    expect(objections.byMeasure).toEqual([]);
  });

  it("equal the rows that open behind them, every one", async () => {
    const { board } = await boards();
    for (const { kind, figures, byMeasure, byClause } of board.boards) {
      for (const figure of appealFigures)
        expect([kind, figure, await walk({ kind, figure })]).toEqual([kind, figure, figures[figure]]);
      for (const row of byMeasure) expect(await walk({ kind, figure: "merits", measure: row.measure })).toBe(row.count);
      for (const row of byClause) {
        expect(await walk({ kind, figure: "merits", clause: row.clause })).toBe(row.count);
        expect(await walk({ kind, figure: "changed", clause: row.clause })).toBe(row.changed);
      }
    }
  });

  it("withhold how many officers ruled while they are under five, and name nobody of the staff", async () => {
    const { board } = await boards();
    for (const { figures } of board.boards) expect(figures.reviewers).toBeNull();
    const rows = await appealsBehindFigure(AppealRows.parse({ kind: "appeal", figure: "ruled", from }), now);
    for (const mark of [officer.id, moderator.id, "方圆", "许言"])
      expect(JSON.stringify([board, rows])).not.toContain(mark);
    for (let nth = 0; nth < 4; nth++) {
      const another = await makePerson(["appeals_officer"], `审查${nth}`, now);
      await ruled(await filed(await suspended(daysAgo(2)), daysAgo(1)), "upheld", daysAgo(1), another);
    }
    expect((await boards()).appeals.figures.reviewers).toBe(5);
  });
});
