import { type SQL, sql } from "drizzle-orm";
import postgres from "postgres";
import type { Reader } from "../../db/client";
import { read } from "../read";

type Plan = {
  "Node Type": string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  "Relation Name"?: string;
  Plans?: Plan[];
};

export type Cost = {
  /** Rows that were really read from tables, those that a filter then dropped too. */
  readonly read: number;
  /** Tables that were read from end to end. */
  readonly scanned: readonly string[];
  /** Rows of the answer. */
  readonly rows: number;
};

/** What a query costs, by the plan with which the server really ran it. */
export const costOf = (build: (tx: Reader) => unknown): Promise<Cost> =>
  read(async (tx) => {
    const query = build(tx) as { getSQL(): SQL };
    const [row] = await tx.execute<{ "QUERY PLAN": { Plan: Plan }[] }>(
      sql`explain (analyze, format json) ${query.getSQL()}`,
    );
    const top = row?.["QUERY PLAN"][0]?.Plan as Plan;
    let count = 0;
    const scanned: string[] = [];
    const walk = (plan: Plan): void => {
      const { "Relation Name": table } = plan;
      if (table) {
        const removed = (plan["Rows Removed by Filter"] ?? 0) + (plan["Rows Removed by Index Recheck"] ?? 0);
        count += (plan["Actual Rows"] + removed) * plan["Actual Loops"];
        if (plan["Node Type"] === "Seq Scan") scanned.push(table);
      }
      for (const each of plan.Plans ?? []) walk(each);
    };
    walk(top);
    return { read: count, scanned, rows: top["Actual Rows"] };
  });

/** Fills tables by statements of the superuser, without triggers: rows that no act could make in seconds. */
export async function fillTables(superUrl: string, tables: readonly string[], statements: string): Promise<void> {
  const owner = postgres(superUrl, { max: 1, onnotice: () => undefined });
  try {
    await owner.unsafe(`set session_replication_role = replica; ${statements}`);
    await owner.unsafe(`vacuum analyze ${tables.join(", ")}`);
  } finally {
    await owner.end();
  }
}
