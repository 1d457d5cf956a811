import { createHash } from "node:crypto";
import { and, eq } from "drizzle-orm";
import postgres from "postgres";
import { describe, expect, it } from "vitest";
import { config } from "../../server/config";
import { after, hour } from "../../server/kernel/calendar";
import { forgetPolicies } from "../../server/policy/service";
import { read } from "../../server/read";
import { useDatabase } from "../../server/testing/database";
import { decision, measure, staffView } from "../schema";
import { makeCommunity } from "./main";

const ends = new Date("2026-11-21T16:00:00Z");
const days = 8;

/** What people see of a community: names, codes, numbers, states, counts, times. */
const told: Readonly<Record<string, string>> = {
  groups: "select code, name, status, grade, member_count from chat_group order by code",
  accounts: "select code, nickname, credit, restrictions from account order by code",
  cases:
    "select number, subject_code, subject_name, state, queue, category, priority, report_count, opened_at, due_at, decided_at from docket_case order by number",
  decisions:
    "select case_number, round, state, clauses, proposed_at from decision order by case_number, round, proposed_at",
  measures:
    "select key, subject_code, state, from_at, until_at, delivery from measure order by entered_at, subject_code, key",
  log: "select l.index, e.action, e.occurred_at from audit_leaf l join audit_event e on e.id = l.event_id order by l.index",
};

async function look(url: string): Promise<Record<string, string>> {
  const sql = postgres(url, { max: 1 });
  try {
    const found: Record<string, string> = {};
    for (const [name, statement] of Object.entries(told)) {
      const rows = await sql.unsafe(statement);
      expect(rows.length).toBeGreaterThan(50);
      found[name] = `${rows.length} ${createHash("sha256").update(JSON.stringify(rows)).digest("hex")}`;
    }
    return found;
  } finally {
    await sql.end();
  }
}

const seen: Record<string, string>[] = [];

describe.each(["first", "second"])("the %s time", () => {
  const urls = useDatabase();
  it("makes a community, its work and its log", async () => {
    expect(config().demo).not.toBeNull();
    forgetPolicies();
    await makeCommunity(ends, days, () => undefined);
    seen.push(await look(urls().ownerUrl));
    const waiting = await read((tx) =>
      tx.select({ lapsesAt: decision.lapsesAt }).from(decision).where(eq(decision.state, "proposed")),
    );
    expect(waiting.length).toBeGreaterThan(1);
    // Whoever opens the demo on its first day, at whatever hour, finds them.
    for (const { lapsesAt } of waiting) expect(lapsesAt?.getTime()).toBeGreaterThan(after(ends, 23 * hour).getTime());
    const states = await read((tx) => tx.selectDistinct({ state: measure.state }).from(measure));
    expect(states.map(({ state }) => state).sort()).toEqual(["expired", "in_force", "lifted", "overturned"]);
    const provisional = await read((tx) =>
      tx.$count(measure, and(eq(measure.provisional, true), eq(measure.state, "in_force"))),
    );
    expect(provisional).toBeGreaterThan(0);
    const asked = await read((tx) => tx.select({ state: staffView.state }).from(staffView));
    expect(asked).toEqual([{ state: "pending" }]);
  }, 60_000);
});

it("is the same each time: names, codes, numbers, states, counts and times", () => {
  const [first, second] = seen;
  expect(first).toBeDefined();
  expect(second).toEqual(first);
});
