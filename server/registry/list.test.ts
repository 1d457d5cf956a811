import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditEvent, auditPrivateField } from "../../db/schema";
import { seedPolicy } from "../../db/seed/policy";
import type { KeyActor, Role, StaffActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import { Refused } from "../kernel/refusal";
import { forgetPolicies } from "../policy/service";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { listAccounts, listCredit, listGroups, listMembers, listMemberships } from "./service/list";
import { revealField } from "./service/reveal";
import { showAccount, showGroup } from "./service/show";
import { linesFrom, syncRegistry } from "./service/sync";

useDatabase();
const now = new Date("2026-11-22T06:00:00Z");
const by: KeyActor = { kind: "key", id: newId(now), scopes: ["registry:write"], sources: [] };
const person = (...roles: Role[]): StaffActor => ({ kind: "staff", id: newId(now), roles, sessionId: newId(now) });
const updatedAt = "2026-11-22T05:00:00Z";
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Refused);
  return (error as Refused).refusal.code;
};

beforeAll(async () => {
  await seedPolicy(now);
  const group = (externalId: string, name: string, more: object = {}) => ({
    kind: "group",
    externalId,
    name,
    updatedAt,
    ...more,
  });
  const lines = [
    group("g-1", "同城二手数码捡漏 3 群", {
      memberCount: 1_486,
      code: "G-3107-4482",
      founderExternalId: "u-0",
      category: "business",
    }),
    group("g-2", "二手车友会", { memberCount: 90 }),
    group("g-3", "城二中家长", { memberCount: 90 }),
    group("g-4", "Ｓｈｏｐ　Kun 100%", { memberCount: 5, publicDissemination: true }),
    ...Array.from({ length: 25 }, (_, n) => ({
      kind: "account",
      externalId: `u-${n}`,
      nickname: `成员${n} 阿坤`,
      updatedAt,
    })),
    ...Array.from({ length: 25 }, (_, n) => ({
      kind: "membership",
      groupExternalId: "g-1",
      accountExternalId: `u-${n}`,
      role: n === 0 ? "founder" : n % 12 === 0 ? "manager" : "member",
      updatedAt,
      ...(n === 24 && { leftAt: updatedAt }),
    })),
    {
      kind: "account",
      externalId: "sealed",
      nickname: "小北",
      phone: "13800138000",
      verification: { state: "verified", token: "opaque-1" },
      updatedAt,
    },
    { kind: "account", externalId: "child", nickname: "小小", phone: "13800138001", minor: true, updatedAt },
  ];
  for await (const { answers } of syncRegistry(by, linesFrom(lines), now))
    expect(answers.filter((answer) => !answer.ok)).toEqual([]);
});
beforeEach(() => forgetPolicies());

const names = async (text: string) => (await listGroups({ text, limit: 50 })).rows.map((row) => row.externalId);

describe("search", () => {
  test.each([
    ["二手", ["g-1", "g-2"]],
    ["城二", ["g-1", "g-3"]],
    ["二手 捡漏", ["g-1"]],
    ["数码捡", ["g-1"]],
    ["kun", ["g-4"]],
    ["shop 100%", ["g-4"]],
    ["捡二", []],
    ["G-3107-4482", ["g-1"]],
    [" g-3107-4482", ["g-1"]],
    ["g-2", ["g-2"]],
    ["'; drop table account; --", []],
  ])("%s finds %o", async (text, found) => {
    expect((await names(text)).sort()).toEqual([...found].sort());
  });

  test("one character says too little, and is refused rather than scanned for", async () => {
    expect(await refusal(listGroups({ text: "群", limit: 50 }))).toBe("registry.too_short");
    expect(await refusal(listAccounts({ text: "…", limit: 50 }))).toBe("registry.too_short");
  });

  test("filters hold together", async () => {
    const found = async (filter: object) =>
      (await listGroups({ ...filter, limit: 50 })).rows.map((row) => row.externalId);
    expect(await found({ text: "二手", category: "business" })).toEqual(["g-1"]);
    expect(await found({ grade: 3 })).toEqual(["g-1"]);
    expect(await found({ grade: 2 })).toEqual(["g-4"]);
    expect(await found({ status: "closed" })).toEqual([]);
  });

  test("accounts are found by nickname, code and id", async () => {
    const [first] = (await listAccounts({ text: "u-7", limit: 50 })).rows;
    expect(first?.externalId).toBe("u-7");
    expect((await listAccounts({ text: first?.code ?? "", limit: 50 })).rows).toMatchObject([{ externalId: "u-7" }]);
    expect((await listAccounts({ text: "阿坤", limit: 200 })).rows).toHaveLength(25);
    expect((await listAccounts({ verification: "verified", limit: 50 })).rows).toMatchObject([
      { externalId: "sealed" },
    ]);
    expect((await listAccounts({ restricted: true, limit: 50 })).rows).toEqual([]);
  });
});

describe("pages", () => {
  test("of any size join without gap or repeat, though many rows tie", async () => {
    const walk = async (list: (cursor?: string) => Promise<{ rows: readonly object[]; next: string | null }>) => {
      const rows: object[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await list(cursor);
        rows.push(...page.rows);
        if (!page.next) return rows;
        cursor = page.next;
      }
    };
    const groupId = (await showGroup({ name: "G-3107-4482" })).id;
    for (const limit of [1, 2, 7, 200]) {
      const accounts = await walk((cursor) => listAccounts({ cursor, limit }));
      expect(new Set(accounts.map((row) => (row as { id: string }).id)).size).toBe(27);
      expect(await walk((cursor) => listGroups({ cursor, limit }))).toHaveLength(4);
      const members = await walk((cursor) => listMembers({ groupId, cursor, limit }));
      expect(members.map((row) => (row as { role: string }).role).slice(0, 3)).toEqual([
        "founder",
        "manager",
        "member",
      ]);
      expect(members).toHaveLength(24);
    }
  });

  test.each([
    "x",
    "W10",
    Buffer.from('["a","b"]').toString("base64url"),
    Buffer.from('[1.5,"00000000-0000-7000-8000-000000000000"]').toString("base64url"),
  ])("the cursor %s is refused by name", async (cursor) => {
    expect(await refusal(listGroups({ cursor, limit: 5 }))).toBe("registry.bad_cursor");
    expect(await refusal(listAccounts({ cursor, limit: 5 }))).toBe("registry.bad_cursor");
    expect(await refusal(listMembers({ groupId: newId(now), cursor, limit: 5 }))).toBe("registry.bad_cursor");
  });
});

describe("one subject", () => {
  test("a group with its founder and the cap that the founder's credit sets", async () => {
    const found = await showGroup({ name: "g-3107-4482" });
    expect(found).toMatchObject({
      externalId: "g-1",
      grade: 3,
      memberCap: 500,
      founder: { nickname: "成员0 阿坤", credit: "C" },
    });
    expect((await showGroup({ name: found.id })).code).toBe("G-3107-4482");
    expect(await refusal(showGroup({ name: "G-9999-9999" }))).toBe("registry.missing_group");
  });

  test("an account with what its credit grants and uses; nothing sealed is in the answer", async () => {
    const [row] = (await listAccounts({ text: "sealed", limit: 1 })).rows;
    const found = await showAccount(person("moderator"), { name: row?.code ?? "" });
    expect(found).toMatchObject({
      credit: "C",
      services: { founds: 3, joins: 200 },
      holdings: { founded: 0, joined: 0 },
    });
    expect(found.sealed).toEqual(["phone", "verification_token"]);
    expect(JSON.stringify(found)).not.toMatch(/13800138000|opaque-1/);
    expect((await showAccount(person("manager"), { name: row?.id ?? "" })).allowed).toEqual({
      reveal: false,
      audit: false,
    });
    expect(await refusal(showAccount(person("lead"), { name: "A-0000-0000" }))).toBe("registry.missing_account");
    // A group's code is no account's.
    expect(await refusal(showAccount(person("lead"), { name: "G-3107-4482" }))).toBe("registry.missing_account");
    const [founder] = (await listAccounts({ text: "u-0", limit: 1 })).rows;
    expect((await listMemberships({ accountId: founder?.id ?? "", limit: 50 })).rows).toMatchObject([
      { role: "founder", code: "G-3107-4482" },
    ]);
    expect((await listCredit({ accountId: founder?.id ?? "", limit: 50 })).rows).toEqual([]);
    expect((await showAccount(person("lead"), { name: founder?.id ?? "" })).holdings).toEqual({
      founded: 1,
      joined: 1,
    });
  });
});

describe("a reveal", () => {
  const idOf = async (text: string) => (await listAccounts({ text, limit: 1 })).rows[0]?.id ?? "";
  const revealed = () =>
    read((tx) => tx.select().from(auditEvent).where(eq(auditEvent.action, "disclosure.field_revealed")));

  test("opens the field and writes who, which field, and a sealed reason", async () => {
    const accountId = await idOf("sealed");
    const who = person("moderator");
    const reason = "核对举报人所述号码";
    expect(await revealField(who, { accountId, field: "phone", reason }, now)).toEqual({ value: "13800138000" });
    const [event] = await revealed();
    expect(event).toMatchObject({
      kind: "disclosure",
      actorRef: `staff:${who.id}`,
      subjectId: accountId,
      subjectVersion: null,
    });
    expect(event?.bodyJson).toMatchObject({ pub: { field: "phone" } });
    expect(JSON.stringify(event?.bodyJson)).not.toContain(reason);
    expect(await read((tx) => tx.$count(auditPrivateField, eq(auditPrivateField.eventId, event?.id ?? "")))).toBe(1);
  });

  test("a refused one writes nothing and tells nothing", async () => {
    const before = (await revealed()).length;
    const child = await idOf("child");
    const ask = (who: StaffActor, accountId: string, field: "phone" | "verification_token") =>
      revealField(who, { accountId, field, reason: "核对" }, now);
    expect(await refusal(ask(person("moderator"), child, "phone"))).toBe("registry.minor");
    expect(await refusal(ask(person("lead"), child, "verification_token"))).toBe("registry.nothing_sealed");
    expect(await refusal(ask(person("lead"), newId(now), "phone"))).toBe("registry.missing_account");
    expect(await revealed()).toHaveLength(before);
    expect(await ask(person("lead"), child, "phone")).toEqual({ value: "13800138001" });
  });
});
