import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Tx } from "../../../db/client";
import { account, codeAllocation, creditEntry, group } from "../../../db/schema";
import { seedPolicy } from "../../../db/seed/policy";
import type { SystemActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { forgetPolicies } from "../../policy/service";
import { read } from "../../read";
import { useDatabase } from "../../testing/database";
import { type Settle, transact } from "../../transact";
import { changeCredit, ensureSubjects, lockSubjects, setAccountRestrictions, setGroupStatus } from "./subjects";

const urls = useDatabase();
const now = new Date("2026-11-22T06:00:00Z");
const by: SystemActor = { kind: "system", name: "test" };

const entry = (settle: Settle, id: string, version: number) =>
  settle({
    ok: true,
    next: null,
    entry: { kind: "account", action: "account.credit_changed", subject: { kind: "account", id, version }, pub: {} },
    effects: [],
  }).eventId;
const act = <T>(work: (tx: Tx, settle: Settle) => Promise<T>) =>
  transact(by, now, (tx, settle) => {
    entry(settle, newId(now), 1);
    return work(tx, settle);
  });
const ensure = (...names: string[]) =>
  act((tx) =>
    ensureSubjects(
      tx,
      names.map((externalId) => ({
        kind: externalId.startsWith("g") ? ("group" as const) : ("account" as const),
        externalId,
      })),
      now,
    ),
  );

beforeAll(() => seedPolicy(now));
beforeEach(() => forgetPolicies());

describe("ensureSubjects", () => {
  test("makes unconfirmed stubs with codes of their own, and finds them again", async () => {
    const made = await ensure("g1", "a1", "a2", "a1");
    expect([...made.keys()].sort()).toEqual(["account:a1", "account:a2", "group:g1"]);
    const stub = made.get("group:g1");
    expect(stub).toMatchObject({ kind: "group", confirmed: false, name: "g1", grade: 1, status: "active", version: 0 });
    expect(stub?.code).toMatch(/^G-\d{4}-\d{4}$/);
    expect(made.get("account:a1")).toMatchObject({ credit: "C", restrictions: [], memberCount: null });
    expect(made.get("account:a1")?.code).toMatch(/^A-\d{4}-\d{4}$/);
    expect((await ensure("g1", "a1")).get("group:g1")?.id).toBe(stub?.id);
    expect(await read((tx) => tx.$count(codeAllocation))).toBe(3);
  });

  test("32 reports at once about the same 20 unknown subjects make one stub each, and each stub one code", async () => {
    const names = Array.from({ length: 10 }, (_, at) => [`g-race-${at}`, `a-race-${at}`]).flat();
    const all = await Promise.all(
      Array.from({ length: 32 }, (_, run) => ensure(...(run % 2 ? names : [...names].reverse()))),
    );
    for (const name of names) {
      const kind = name.startsWith("g") ? "group" : "account";
      expect(new Set(all.map((found) => found.get(`${kind}:${name}`)?.id)).size).toBe(1);
    }
    const [counts] = await read((tx) =>
      tx.execute<{ groups: number; accounts: number; orphans: number }>(sql`
        select (select count(*)::int from chat_group where external_id like 'g-race-%') as groups,
          (select count(*)::int from account where external_id like 'a-race-%') as accounts,
          (select count(*)::int from code_allocation c where not exists (select from chat_group g where g.id = c.subject_id)
            and not exists (select from account a where a.id = c.subject_id)) as orphans`),
    );
    expect(counts).toEqual({ groups: 10, accounts: 10, orphans: 0 });
  });

  test("a transaction that fails leaves neither stub nor code", async () => {
    const before = await read((tx) => tx.$count(codeAllocation));
    const failing = act(async (tx) => {
      await ensureSubjects(tx, [{ kind: "group", externalId: "g-never" }], now);
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    expect(await read((tx) => tx.$count(group, eq(group.externalId, "g-never")))).toBe(0);
    expect(await read((tx) => tx.$count(codeAllocation))).toBe(before);
  });
});

test("subjects are locked in one order: opposite requests at once do not deadlock", async () => {
  const found = await ensure("g-lock", "a-lock-1", "a-lock-2");
  const subjects = [...found.values()];
  const runs = await Promise.all(
    Array.from({ length: 12 }, (_, run) =>
      act(async (tx) => (await lockSubjects(tx, run % 2 ? subjects : [...subjects].reverse())).size),
    ),
  );
  expect(runs).toEqual(Array(12).fill(3));
});

test("status and restrictions follow the measures; dissolved comes from the platform, but closed outranks it", async () => {
  const found = await ensure("g-status", "a-status");
  const [groupId, accountId] = [found.get("group:g-status")?.id ?? "", found.get("account:a-status")?.id ?? ""];
  const status = async () =>
    (await read((tx) => tx.select({ status: group.status }).from(group).where(eq(group.id, groupId))))[0]?.status;
  await act((tx) => setGroupStatus(tx, groupId, "posting_suspended"));
  expect(await status()).toBe("posting_suspended");
  await act((tx) => tx.update(group).set({ dissolvedAt: now }).where(eq(group.id, groupId)));
  expect(await status()).toBe("dissolved");
  await act((tx) => setGroupStatus(tx, groupId, "closed"));
  expect(await status()).toBe("closed");
  await act((tx) => setAccountRestrictions(tx, accountId, ["suspend_posting", "blacklist", "suspend_posting"]));
  const [row] = await read((tx) => tx.select().from(account).where(eq(account.id, accountId)));
  expect(row?.restrictions).toEqual(["blacklist", "suspend_posting"]);
});

describe("credit", () => {
  test("changes through its ledger only, and counts its entry", async () => {
    const id = (await ensure("a-credit")).get("account:a-credit")?.id ?? "";
    await transact(by, now, async (tx, settle) => {
      const eventId = entry(settle, id, 1);
      await changeCredit(tx, {
        accountId: id,
        from: "C",
        to: "D",
        reason: "measure",
        measureId: null,
        at: now,
        eventId,
      });
    });
    const [row] = await read((tx) => tx.select().from(account).where(eq(account.id, id)));
    expect(row).toMatchObject({ credit: "D", version: 1 });
    const ledger = await read((tx) => tx.select().from(creditEntry).where(eq(creditEntry.accountId, id)));
    expect(ledger).toMatchObject([{ from: "C", to: "D", reason: "measure" }]);
  });

  test("from a level that is not held, nothing is written", async () => {
    const id = (await ensure("a-credit-2")).get("account:a-credit-2")?.id ?? "";
    const wrong = transact(by, now, async (tx, settle) => {
      const eventId = entry(settle, id, 1);
      await changeCredit(tx, {
        accountId: id,
        from: "A",
        to: "B",
        reason: "measure",
        measureId: null,
        at: now,
        eventId,
      });
    });
    await expect(wrong).rejects.toThrow(/not what the caller locked/);
    expect(await read((tx) => tx.$count(creditEntry, eq(creditEntry.accountId, id)))).toBe(0);
  });

  test("the ledger and the codes are insert-only, even for the owner; a status is nobody's to set", async () => {
    const owner = postgres(urls().ownerUrl, { max: 1 });
    try {
      await expect(owner`update credit_entry set to_level = 'A'`).rejects.toThrow(/only ever come/);
      await expect(owner`delete from code_allocation`).rejects.toThrow(/only ever come/);
      await expect(owner`update chat_group set status = 'active'`).rejects.toThrow(/can only be updated to DEFAULT/);
    } finally {
      await owner.end();
    }
  });
});
