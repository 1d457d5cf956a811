import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { claim, staffRole } from "../db/schema";
import { newId } from "./kernel/id";
import { read } from "./read";
import { useDatabase } from "./testing/database";
import { assertTouches, touch, touchTables } from "./touch";

useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");

describe("what touch lets through", () => {
  test.each([
    "select 1",
    "(select 1) union select 2",
    'insert into "claim" ("case_id") values ($1) on conflict ("case_id") do update set "staff_id" = excluded."staff_id"',
    'update "staff_session" set "seen_at" = $1 where "id" = $2',
    "update only claim set staff_id = $1",
    "delete from outbox where id = $1",
    "with gone as (delete from claim where expires_at < $1 returning case_id) select case_id from gone",
    "select id from docket_case where id = $1 for update",
    "select id from docket_case where id = $1 for no key update skip locked",
    "select 'update docket_case set state = 1', \"insert into\" from claim -- delete from measure",
    "select /* update docket_case */ $$ delete from measure $$, $a$ update account $a$ from claim",
    "select e'it\\'s', 'it''s' from claim",
    "select * from audit_begin()",
    'select updated_at, "delete" from claim',
  ])("%s", (statement) => {
    expect(() => assertTouches(statement)).not.toThrow();
  });

  test("the tables on its list, all of which exist or are yet to come", async () => {
    const caseId = newId(now);
    const row = { caseId, staffId: newId(now), token: newId(now), claimedAt: now, expiresAt: now };
    await touch((tx) => tx.insert(claim).values(row));
    expect(await read((tx) => tx.$count(claim))).toBe(1);
    for (const fact of [
      "docket_case",
      "decision",
      "measure",
      "report",
      "account",
      "staff",
      "privacy_key",
      "audit_event",
    ])
      expect(touchTables).not.toContain(fact);
  });
});

describe("what touch refuses, before it is sent", () => {
  test.each([
    "update docket_case set state = 'closed'",
    'update "docket_case" set state = 1',
    'UPDATE\n\t"docket_case" SET state = 1',
    "update only docket_case set state = 1",
    "insert into docket_case default values",
    "insert into docket_case values (1) on conflict (id) do update set state = 1",
    "delete from measure",
    "delete from only measure",
    "with x as (update docket_case set state = 1 returning id) select * from x",
    "with x as (select 1) insert into report select * from x",
    "with x as (insert into claim values (1)) delete from report",
    "select 1; update docket_case set state = 1",
    "select 1 for update; update docket_case set state = 1",
    "select '''' ; update docket_case set state = ''''",
    "/* do */ update docket_case set state = 1",
    "-- for\nupdate docket_case set state = 1",
    "select 'a' as do, 1; delete from docket_case",
    "update public.docket_case set state = 1",
    'update other."claim" set staff_id = 1',
    'update "cl""aim" set staff_id = 1',
    "merge into docket_case using claim on true when matched then delete",
    "truncate claim",
    "truncate table docket_case",
    "select * into copied from claim",
    "create table claim2 ()",
    "drop table claim",
    "alter table claim add x int",
    "copy claim from stdin",
    "do $$ begin delete from measure; end $$",
    "call something()",
    "lock table claim",
    "set session_replication_role = replica",
    "select audit_append('[]', '[]', now())",
    "select \"audit_append\"('[]', '[]', now())",
    "select audit_succeed('a', 'b', gen_random_uuid(), now())",
  ])("%s", (statement) => {
    expect(() => assertTouches(statement)).toThrow(/^touch may not/);
  });

  test("a fact leaves no trace, nor does what was touched with it", async () => {
    const before = await read((tx) => tx.$count(claim));
    const row = { caseId: newId(now), staffId: newId(now), token: newId(now), claimedAt: now, expiresAt: now };
    await expect(
      touch(async (tx) => {
        await tx.insert(claim).values(row);
        await tx.insert(staffRole).values({ staffId: newId(now), role: "admin", grantedAt: now });
      }),
    ).rejects.toThrow("touch may not write staff_role");
    expect(await read((tx) => tx.$count(claim))).toBe(before);
    expect(await read((tx) => tx.$count(staffRole))).toBe(0);
  });
});

describe("the read door", () => {
  test.each([
    "insert into claim (case_id, staff_id, token, claimed_at, expires_at) select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), now(), now()",
    "delete from claim",
    "with gone as (delete from claim returning *) select * from gone",
    "select id from docket_case for update",
    "select audit_append('[]', '[]', now())",
    "create temporary sequence x",
  ])("refuses: %s", async (statement) => {
    const code = await read((tx) => tx.execute(sql.raw(statement))).then(
      () => "done",
      (error: { cause?: { code?: string } }) => error.cause?.code,
    );
    expect(code).toBe("25006");
  });
});
