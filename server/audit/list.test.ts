import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Role, StaffActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import { Refused } from "../kernel/refusal";
import type { Entry } from "../kernel/verdict";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { transact } from "../transact";
import type { ListEntries } from "./contract";
import { firstIdAt } from "./rules";
import { sequence } from "./sequence";
import { filterChoices, getEntry, listEntries } from "./service";
import { type EntryFilter, entriesQuery } from "./store-list";

const urls = useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const person = (...roles: Role[]): StaffActor => ({ kind: "staff", id: newId(now), roles, sessionId: newId(now) });
const officer = person("compliance_officer");
const lead = person("lead");
const moderator = person("moderator");
const [caseId, accountId] = [newId(now), newId(now)];

const commit = (by: StaffActor, at: Date, ...entries: Entry[]) =>
  transact(by, at, async (_tx, settle) => {
    const [entry, ...more] = entries as [Entry, ...Entry[]];
    return settle({ ok: true, next: null, entry, more, effects: [] }).eventIds;
  });
const ofCase = (action: Entry["action"], version: number | null): Entry => ({
  kind: action.split(".")[0] as Entry["kind"],
  action,
  subject: { kind: "case", id: caseId, version },
  pub: { round: 1 },
  caseId,
});

let superuser: postgres.Sql;
const ids: string[] = [];
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  const people = [
    [officer, "林知远"],
    [lead, "周岚"],
    [moderator, "陈默"],
  ] as const;
  for (const [{ id }, name] of people)
    await superuser`insert into staff (id, email, name, version, created_at) values (${id}, ${`${id}@example.com`}, ${name}, 1, ${now})`;
  await superuser`insert into account (id, external_id, code, nickname, grams, confirmed, version, created_at)
    values (${accountId}, '@a:example.org', 'A-1', 'a', '{}', true, 1, ${now})`;
  const hour = (nth: number) => new Date(now.getTime() + nth * 3_600_000);
  ids.push(...(await commit(moderator, hour(0), ofCase("case.escalated", 1))));
  ids.push(...(await commit(lead, hour(1), ofCase("decision.taken", 2), ofCase("case.closed", 3))));
  ids.push(...(await commit(moderator, hour(2), ofCase("disclosure.evidence_viewed", null))));
  ids.push(
    ...(await commit(moderator, hour(24), {
      kind: "disclosure",
      action: "disclosure.field_revealed",
      subject: { kind: "account", id: accountId, version: null },
      pub: { field: "account.phone" },
      priv: { about: `account:${accountId}`, values: { reason: "核对实名信息" } },
    })),
  );
  await sequence(hour(24), 4);
});
afterAll(() => superuser.end());

const listed = async (filter: ListEntries, by = officer) =>
  (await listEntries(by, filter, now)).rows.map((row) => ids.indexOf(row.id));

describe("the list", () => {
  test("newest first, entries of one act in their order", async () => {
    expect(await listed({})).toEqual([4, 3, 2, 1, 0]);
  });

  test.each<[string, ListEntries, number[]]>([
    ["kind", { kind: "disclosure" }, [4, 3]],
    ["action", { action: "disclosure.field_revealed" }, [4]],
    ["first day", { from: "2026-11-23" }, [4]],
    ["last day, inclusive", { through: "2026-11-22" }, [3, 2, 1, 0]],
    ["both days", { from: "2026-11-22", through: "2026-11-22" }, [3, 2, 1, 0]],
    ["a day without entries", { from: "2026-11-24" }, []],
    ["kind and day", { kind: "disclosure", through: "2026-11-22" }, [3]],
    ["a case that is not there", { case: 999 }, []],
  ])("narrowed by %s", async (_name, filter, wanted) => {
    expect(await listed(filter)).toEqual(wanted);
  });

  test("narrowed by actor and by subject: who viewed what", async () => {
    expect(await listed({ actor: `staff:${lead.id}` }, lead)).toEqual([2, 1]);
    expect(await listed({ actor: `staff:${lead.id}`, kind: "disclosure" }, lead)).toEqual([]);
    expect(await listed({ subject: `account:${accountId}` })).toEqual([4]);
    expect(await listed({ subject: `group:${accountId}` })).toEqual([]);
    const [newest] = (await listEntries(officer, {}, now)).rows;
    expect(newest).toMatchObject({
      actor: { kind: "staff", name: "陈默" },
      subject: { kind: "account", code: "A-1" },
      pub: { field: "account.phone" },
    });
  });

  test("tells pending entries from those that have their leaf", async () => {
    expect((await listEntries(officer, {}, now)).rows.map((row) => row.index)).toEqual([null, 3, 2, 1, 0]);
  });

  test("a lead reads what belongs to cases and nothing else", async () => {
    expect(await listed({}, lead)).toEqual([3, 2, 1, 0]);
    expect(await listed({ kind: "disclosure" }, lead)).toEqual([3]);
    const refusal = await getEntry(lead, ids[4] as string).catch((error: Refused) => error.refusal);
    expect(refusal).toMatchObject({ code: "audit.missing", status: 404 });
    expect(await getEntry(lead, ids[3] as string)).toMatchObject({ action: "disclosure.evidence_viewed" });
  });

  test.each(["x", "bm9wZQ", Buffer.from('["1; drop table"]').toString("base64url")])(
    "refuses the cursor %s",
    async (cursor) => {
      await expect(listEntries(officer, { cursor }, now)).rejects.toMatchObject({ refusal: { code: "audit.cursor" } });
    },
  );
});

describe("an entry", () => {
  test("shows its body, its commitments and a leaf that fits", async () => {
    const entry = await getEntry(officer, ids[3] as string);
    expect(JSON.parse(entry.body)).toMatchObject({ action: "disclosure.evidence_viewed", pub: { round: 1 } });
    expect(entry.leaf).toMatchObject({ index: 3, fits: true, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.parse(entry.leaf?.header ?? "")).toMatchObject({ i: "3", kind: "disclosure", n: "0" });
    const pending = await getEntry(officer, ids[4] as string);
    expect(pending.leaf).toBeNull();
    expect(pending.commitments).toMatchObject([{ name: "reason", isKept: true }]);
    expect(JSON.stringify(pending)).not.toContain("核对");
  });

  test("says so when the leaf no longer fits", async () => {
    await superuser.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update audit_event set salt = sha256(salt) where id = ${ids[0] as string}`;
    });
    expect((await getEntry(officer, ids[0] as string)).leaf?.fits).toBe(false);
  });

  test("is missing when there is none", async () => {
    await expect(getEntry(officer, newId(now))).rejects.toBeInstanceOf(Refused);
  });
});

test("the filters offer staff by name", async () => {
  expect((await filterChoices()).staff).toContainEqual({ ref: `staff:${lead.id}`, name: "周岚" });
});

describe("at 100,000 rows each filter uses its index", () => {
  const span = 60_000;
  beforeAll(async () => {
    // Rows as they would be, without the cost of making them one by one; triggers are off for this session only.
    await superuser.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx.unsafe(`
        insert into audit_event (id, kind, action, subject_kind, subject_id, subject_version, case_id, actor_ref, occurred_at, appended_at, body, salt, body_json)
        select (lpad(to_hex(${now.getTime()} - n::bigint * ${span}), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid,
          case when n % 500 = 0 then 'filing' else (array['case', 'report', 'measure', 'staff'])[1 + n % 4] end, (array['case', 'report', 'measure', 'staff'])[1 + n % 4] || '.act_' || n % 40,
          'case', 'subject-' || n % 5000, null,
          case when n % 3 > 0 then ('00000000-0000-7000-8000-' || lpad(to_hex(n % 5000), 12, '0'))::uuid end,
          'staff:' || n % 50, now(), now(), '\\x00', '\\x00', '{}'
        from generate_series(1, 100000) n`);
    });
    // Statistics of every row and never of a sample: one plan each time.
    await superuser`alter table audit_event set (autovacuum_enabled = off)`;
    await superuser.begin(async (tx) => {
      await tx`set local default_statistics_target = 1000`;
      await tx`analyze audit_event`;
      await tx`analyze audit_leaf`;
    });
  });

  type Plan = {
    "Node Type": string;
    "Index Name"?: string;
    "Relation Name"?: string;
    Plans?: Plan[];
    "Actual Rows": number;
  };
  const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
  const planOf = async (filter: Partial<EntryFilter>) => {
    const [row] = await read((tx) =>
      tx.execute<{ "QUERY PLAN": { Plan: Plan }[] }>(
        sql`explain (analyze, format json) ${entriesQuery(tx, { casesOnly: false, before: null, ...filter }, 51)}`,
      ),
    );
    return nodes(row?.["QUERY PLAN"][0]?.Plan as Plan);
  };

  const late = firstIdAt(new Date(now.getTime() - 50_000 * span));
  test.each<[string, Partial<EntryFilter>, string]>([
    ["nothing", {}, "audit_event_pkey"],
    ["a later page", { before: late }, "audit_event_pkey"],
    ["kind", { kind: "filing" }, "audit_event_kind_idx"],
    ["action", { action: "measure.act_2" }, "audit_event_action_idx"],
    ["actor", { actor: "staff:7" }, "audit_event_actor_idx"],
    ["actor, a later page", { actor: "staff:7", before: late }, "audit_event_actor_idx"],
    ["subject", { subject: "case:subject-17" }, "audit_event_subject_idx"],
    ["time", { from: "2026-10-01", through: "2026-10-02" }, "audit_event_pkey"],
    ["what belongs to cases", { casesOnly: true }, "audit_event_pkey"],
    ["a case", { case: 1 }, "audit_event_case_idx"],
  ])("%s", async (_name, filter, index) => {
    const plan = await planOf(filter);
    expect(plan.flatMap((node) => node["Index Name"] ?? [])).toContain(index);
    expect(plan.filter((node) => node["Node Type"] === "Seq Scan" && node["Relation Name"] === "audit_event")).toEqual(
      [],
    );
    expect(plan.filter((node) => /Sort/.test(node["Node Type"]) && node["Actual Rows"] > 100)).toEqual([]);
  });

  test("pages neither repeat nor miss an entry", async () => {
    const seen = new Set<string>();
    let cursor: string | null = null;
    let last = "g";
    for (let page = 0; page < 8; page++) {
      const filter = { actor: "staff:7", cursor };
      const found: Awaited<ReturnType<typeof listEntries>> = await listEntries(officer, filter, now);
      for (const { id } of found.rows) {
        expect(id < last).toBe(true);
        last = id;
        seen.add(id);
      }
      cursor = found.next;
    }
    expect(seen.size).toBe(400);
  });
});
