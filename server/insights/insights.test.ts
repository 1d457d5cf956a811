import { beforeAll, describe, expect, it } from "vitest";
import { recordBreaches } from "../cases/service/timers";
import { decide } from "../enforcement/service/decide";
import type { StaffActor } from "../kernel/actor";
import { after, day, hour, isoDay } from "../kernel/calendar";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, type OpenCase, onSubject, reportedCase } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { type Figure, Rows } from "./contract";
import { board, rowsBehind } from "./service";

useDatabase();
const now = testNow();
const daysAgo = (days: number, hours = 0) => after(now, -days * day + hours * hour);
let by: StaffActor;
const made: OpenCase[] = [];

beforeAll(async () => {
  await publishDefault(daysAgo(40));
  by = await makePerson(["moderator", "lead"], "许言", daysAgo(40));
  const categories = ["fraud_fake_trade", "spam_advertising", "harassment_insult"];
  for (let at = 0; at < 24; at++) {
    const kind = at % 3 === 0 ? "group" : "account";
    made.push(
      await reportedCase(
        { subject: { type: kind, externalId: `subject-${at % 18}` }, category: categories[at % 3] as string },
        daysAgo(12 - Math.floor(at / 2), at % 7),
      ),
    );
  }
  await recordBreaches(daysAgo(3));
  for (const [at, found] of made.slice(0, 9).entries()) {
    const when = daysAgo(2, at * 3);
    const violates = at % 3 !== 1;
    const key = found.subjectKind === "group" ? "suspend_posting" : "warn";
    await decide(
      by,
      await claimed(
        by,
        found,
        violates
          ? { measures: [onSubject(found, key, key === "warn" ? null : 3)] }
          : { finding: "does_not", facts: "", measures: [] },
        when,
      ),
      when,
    );
  }
}, 60_000);

const walk = async (asked: Partial<Rows> & { figure: Figure }) => {
  let count = 0;
  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const page = await rowsBehind(Rows.parse({ limit: 4, ...asked, cursor }), now);
    for (const row of page.rows) {
      count++;
      seen.add(row.id);
    }
    cursor = page.next;
  } while (cursor);
  expect(seen.size).toBe(count);
  return count;
};
const from = isoDay(daysAgo(13));

describe("a figure equals the rows that open behind it", () => {
  it.each(["reports", "cases", "backlog", "overdue", "decisions", "acted", "measures", "breaches"] as const)(
    "%s",
    async (figure) => {
      const { figures } = await board({ from }, now);
      expect(figures[figure]).toBeGreaterThan(0);
      expect(await walk({ figure, from })).toBe(figures[figure]);
    },
  );

  it("for every day, age, category, grade, kind, queue and subject that is drawn", async () => {
    const drawn = await board({ from }, now);
    for (const row of drawn.flow) {
      expect([row.day, await walk({ figure: "reports", from, day: row.day })]).toEqual([row.day, row.reports]);
      expect([row.day, await walk({ figure: "decisions", from, day: row.day })]).toEqual([row.day, row.decisions]);
    }
    for (const row of drawn.backlog) {
      for (const age of ["fresh", "today", "old"] as const)
        expect([row.day, age, await walk({ figure: "backlog", from, day: row.day, age })]).toEqual([
          row.day,
          age,
          row[age],
        ]);
      expect(await walk({ figure: "overdue", from, day: row.day })).toBe(row.overdue);
    }
    for (const row of drawn.byCategory)
      expect(await walk({ figure: "cases", from, category: row.category })).toBe(row.count);
    for (const row of drawn.byGrade) expect(await walk({ figure: "cases", from, grade: row.grade })).toBe(row.count);
    for (const row of drawn.byMeasure)
      expect(await walk({ figure: "measures", from, measure: row.measure as "warn" })).toBe(row.count);
    for (const row of drawn.byBreach)
      expect(await walk({ figure: "breaches", from, day: row.day, queue: row.queue })).toBe(row.count);
    for (const row of drawn.repeated)
      expect(await walk({ figure: "repeated", from, subject: row.subjectId })).toBe(row.count);
  });

  it("also when the board is cut down to one queue", async () => {
    const { figures } = await board({ from, queue: "accounts" }, now);
    expect(figures.cases).toBeGreaterThan(0);
    expect(await walk({ figure: "cases", from, queue: "accounts" })).toBe(figures.cases);
    expect(figures.cases).toBeLessThan((await board({ from }, now)).figures.cases);
  });
});

it("defect 3: a past day keeps its backlog and its decisions, whatever is decided later", async () => {
  const past = isoDay(daysAgo(4));
  const of = async () => {
    const drawn = await board({ from }, now);
    return [drawn.backlog.find((row) => row.day === past), drawn.flow.find((row) => row.day === past)];
  };
  const before = await of();
  const late = made[12] as OpenCase;
  await decide(
    by,
    await claimed(by, late, { finding: "does_not", facts: "", measures: [] }, daysAgo(0, -1)),
    daysAgo(0, -1),
  );
  expect(await of()).toEqual(before);
  const { backlog } = await board({ from }, now);
  expect(backlog.at(-1)).not.toEqual(before[0]);
});

it("refuses a period that ends before it begins, is too long, or a day outside it, by its field", async () => {
  expect(await refusalOf(board({ from: "2026-11-10", to: "2026-11-01" }, now))).toMatchObject({
    code: "insights.period",
    fields: [{ pointer: "/to" }],
  });
  expect(await refusalOf(board({ from: "2024-11-10" }, now))).toMatchObject({ code: "insights.period" });
  expect(await refusalOf(rowsBehind(Rows.parse({ figure: "cases", from, day: "2020-01-01" }), now))).toMatchObject({
    fields: [{ pointer: "/day" }],
  });
  expect(await refusalOf(rowsBehind(Rows.parse({ figure: "cases", from, cursor: "nonsense" }), now))).toMatchObject({
    code: "insights.cursor",
  });
});
