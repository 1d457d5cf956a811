import { createHash } from "node:crypto";
import { desc, eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { account, auditEvent, group, membership, registryBatch } from "../../../db/schema";
import { seedPolicy } from "../../../db/seed/policy";
import type { KeyActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { forgetPolicies } from "../../policy/service";
import { open } from "../../privacy/seal";
import { read } from "../../read";
import { useDatabase } from "../../testing/database";
import { transact } from "../../transact";
import { RegistryLine } from "../contract";
import { ensureSubjects } from "./subjects";
import { type LineAnswer, linesFrom, linesOf, type SyncedBatch, syncOne, syncRegistry } from "./sync";

useDatabase();
const now = new Date("2026-11-22T06:00:00Z");
const by: KeyActor = { kind: "key", id: newId(now), scopes: ["registry:write"], sources: [] };
const at = (minute: number) => new Date(now.getTime() - 3_600_000 + minute * 60_000).toISOString();

const groupLine = (externalId: string, more: object = {}) => ({
  kind: "group",
  externalId,
  name: `晨跑打卡 ${externalId}`,
  memberCount: 120,
  messagesPerDay: 40,
  updatedAt: at(0),
  ...more,
});
const accountLine = (externalId: string, more: object = {}) => ({
  kind: "account",
  externalId,
  nickname: `阿坤 ${externalId}`,
  updatedAt: at(0),
  ...more,
});
const memberLine = (groupExternalId: string, accountExternalId: string, role: string, more: object = {}) => ({
  kind: "membership",
  groupExternalId,
  accountExternalId,
  role,
  updatedAt: at(0),
  ...more,
});

async function sync(values: readonly unknown[]) {
  const batches: SyncedBatch[] = [];
  for await (const batch of syncRegistry(by, linesFrom(values), now)) batches.push(batch);
  return { batches, answers: batches.flatMap((batch) => batch.answers) };
}
const alone = (value: unknown, at: Date) => syncOne(by, RegistryLine.parse(value), at);
const briefly = (answer: LineAnswer | undefined) => (answer?.ok ? answer.change : answer?.refusal.code);
const groupOf = async (externalId: string) =>
  (await read((tx) => tx.select().from(group).where(eq(group.externalId, externalId))))[0];
const accountOf = async (externalId: string) =>
  (await read((tx) => tx.select().from(account).where(eq(account.externalId, externalId))))[0];
const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Refused);
  return (error as Refused).refusal;
};
const synced = () =>
  read((tx) =>
    tx.select().from(auditEvent).where(eq(auditEvent.action, "registry.synced")).orderBy(desc(auditEvent.id)),
  );

beforeAll(() => seedPolicy(now));
beforeEach(() => forgetPolicies());

test("one batch, one entry: key, line count, SHA-256 of the lines, and what changed in numbers", async () => {
  const lines = [
    groupLine("g1", { founderExternalId: "a1" }),
    accountLine("a1"),
    memberLine("g1", "a2", "manager"),
    { kind: "x" },
  ];
  const { batches } = await sync(lines);
  expect(batches).toHaveLength(1);
  const sha256 = createHash("sha256")
    .update(lines.map((line) => `${JSON.stringify(line)}\n`).join(""))
    .digest("hex");
  const [event] = await synced();
  expect(event).toMatchObject({ kind: "registry", actorRef: `key:${by.id}`, subjectVersion: 1 });
  expect(event?.bodyJson).toMatchObject({
    pub: { sha256, lines: 4, changed: { groupsCreated: 1, accountsCreated: 1, membershipsCreated: 1, refused: 1 } },
  });
  expect(await read((tx) => tx.select().from(registryBatch))).toMatchObject([{ sha256, lineCount: 4 }]);
  expect(JSON.stringify(event?.bodyJson)).not.toContain("晨跑");
});

test("2,500 lines are three transactions with three entries", async () => {
  const before = (await synced()).length;
  const { batches, answers } = await sync(
    Array.from({ length: 2_500 }, (_, n) => memberLine(`gm${n % 3}`, `am${n}`, "member")),
  );
  expect(batches.map((batch) => batch.answers.length)).toEqual([1_000, 1_000, 500]);
  expect((await synced()).length - before).toBe(3);
  expect(answers.map((answer) => answer.line)).toEqual(Array.from({ length: 2_500 }, (_, n) => n + 1));
});

test("a bad line harms no other, and is answered with its number and the field", async () => {
  const { answers } = await sync([
    groupLine("ok1"),
    groupLine("bad1", { memberCount: "many" }),
    groupLine("bad2", { category: "party" }),
    groupLine("bad3", { updatedAt: "9999-01-01T00:00:00Z" }),
    groupLine("bad4", { updatedAt: "2027-11-22T00:00:00Z" }),
    accountLine("bad5", { nickname: "11010519491231002X" }),
    accountLine("bad6", { idNumber: "1" }),
    accountLine("bad7", { nickname: "a\u0000b" }),
    accountLine("bad8", { nickname: "\ud800" }),
    memberLine("ok1", "ok2", "owner"),
    ["no", "object"],
    accountLine("ok2"),
  ]);
  expect(answers.map(briefly)).toEqual([
    "created",
    "registry.fields",
    "registry.fields",
    "registry.fields",
    "registry.future",
    "registry.document_number",
    "registry.fields",
    "http.text",
    "http.text",
    "registry.fields",
    "registry.fields",
    "created",
  ]);
  const pointers = answers.map((answer) => (answer.ok ? null : (answer.refusal.fields[0]?.pointer ?? null)));
  expect(pointers).toEqual([
    null,
    "/memberCount",
    "/category",
    "/updatedAt",
    "/updatedAt",
    "/nickname",
    "/idNumber",
    "/nickname",
    "/nickname",
    "/role",
    "",
    null,
  ]);
  for (let n = 1; n <= 8; n++) expect((await groupOf(`bad${n}`)) ?? (await accountOf(`bad${n}`))).toBeUndefined();
});

test("a batch in which no line can be taken writes nothing, not even an entry", async () => {
  const before = (await synced()).length;
  const { batches } = await sync([{ kind: "group" }, 7, null]);
  expect(batches[0]?.changed).toBeNull();
  expect(await synced()).toHaveLength(before);
});

describe("an older update never overwrites a newer one", () => {
  test("in a later batch, in the same batch, and by itself", async () => {
    await sync([groupLine("s1", { name: "新名", updatedAt: at(10) })]);
    expect((await sync([groupLine("s1", { name: "旧名", updatedAt: at(9) })])).answers.map(briefly)).toEqual([
      "registry.stale",
    ]);
    const inOne = await sync([
      accountLine("s2", { nickname: "二", updatedAt: at(10) }),
      accountLine("s2", { nickname: "一", updatedAt: at(5) }),
      accountLine("s2", { nickname: "三", updatedAt: at(11) }),
      memberLine("s1", "s2", "manager", { updatedAt: at(10) }),
      memberLine("s1", "s2", "member", { updatedAt: at(9) }),
    ]);
    expect(inOne.answers.map(briefly)).toEqual(["created", "registry.stale", "updated", "created", "registry.stale"]);
    const byItself = await refusal(alone(groupLine("s1", { name: "更旧", updatedAt: at(1) }), now));
    expect(byItself).toMatchObject({ code: "registry.stale", status: 409 });
    expect([(await groupOf("s1"))?.name, (await accountOf("s2"))?.nickname]).toEqual(["新名", "三"]);
  });

  test("whatever order ten writers at once come in", async () => {
    const order = [3, 9, 1, 7, 5, 0, 8, 2, 6, 4];
    await Promise.all(
      order.map((n) => sync([groupLine("s3", { name: `第${n}版`, updatedAt: at(n), founderExternalId: `s3-${n}` })])),
    );
    const row = await groupOf("s3");
    expect(row?.name).toBe("第9版");
    expect(row?.founderId).toBe((await accountOf("s3-9"))?.id);
  });

  test("the same request again has the same end and changes nothing", async () => {
    const line = accountLine("s4", { phone: "13800138000" });
    await sync([line]);
    const sealed = (await accountOf("s4"))?.phone;
    expect((await sync([line])).answers.map(briefly)).toEqual(["unchanged"]);
    expect((await accountOf("s4"))?.phone).toEqual(sealed);
  });
});

test("fields left out stay, null clears", async () => {
  const category = "interest";
  await sync([groupLine("f1", { category, publicJoin: true, founderExternalId: "fa" })]);
  await sync([{ kind: "group", externalId: "f1", name: "只有名字", updatedAt: at(1) }]);
  expect(await groupOf("f1")).toMatchObject({ category, publicJoin: true, memberCount: 120, name: "只有名字" });
  expect((await groupOf("f1"))?.founderId).not.toBeNull();
  await sync([groupLine("f1", { category: null, founderExternalId: null, dissolvedAt: at(1), updatedAt: at(2) })]);
  expect(await groupOf("f1")).toMatchObject({ category: null, founderId: null, status: "dissolved" });
});

test("a stub that a report made becomes a confirmed subject with the same id and code", async () => {
  const stub = await transact(by, now, async (tx, settle) => {
    const subject = { kind: "report", id: newId(now), version: 1 };
    settle({
      ok: true,
      next: null,
      entry: { kind: "report", action: "report.received", subject, pub: {} },
      effects: [],
    });
    return (await ensureSubjects(tx, [{ kind: "group", externalId: "stub" }], now)).get("group:stub");
  });
  const { answers } = await sync([groupLine("stub", { memberCount: 1_500 })]);
  expect(answers.map(briefly)).toEqual(["created"]);
  expect(await groupOf("stub")).toMatchObject({ id: stub?.id, code: stub?.code, confirmed: true, grade: 3 });
});

describe("codes", () => {
  test("a free one is taken, a taken one is refused, and none is given twice, even after closing or renaming", async () => {
    const { answers } = await sync([groupLine("c1", { code: "QUN-0001" }), groupLine("c2", { code: "qun-0001" })]);
    expect(answers.map(briefly)).toEqual(["created", "registry.code_taken"]);
    expect((await groupOf("c1"))?.code).toBe("QUN-0001");
    expect(await groupOf("c2")).toBeUndefined();
    await sync([groupLine("c1", { dissolvedAt: at(1), updatedAt: at(1) })]);
    const reuse = await refusal(alone(groupLine("c3", { code: "QUN-0001" }), now));
    expect(reuse).toMatchObject({ code: "registry.code_taken", status: 409, fields: [{ pointer: "/code" }] });
    expect(await groupOf("c3")).toBeUndefined();
  });

  test("a confirmed group keeps its code; a stub may get the platform's, and its first one is not reused", async () => {
    const fixed = await refusal(alone(groupLine("c1", { code: "OTHER-1", updatedAt: at(5) }), now));
    expect(fixed.code).toBe("registry.code_fixed");
    await sync([memberLine("c4", "ca", "member")]);
    const first = (await groupOf("c4"))?.code ?? "";
    expect((await alone(groupLine("c4", { code: "QUN-0004" }), now)).subject?.code).toBe("QUN-0004");
    expect((await refusal(alone(groupLine("c5", { code: first }), now))).code).toBe("registry.code_taken");
  });

  test("16 groups at once want one code: one has it", async () => {
    const all = await Promise.allSettled(
      Array.from({ length: 16 }, (_, n) => alone(groupLine(`cc${n}`, { code: "ONE-CODE" }), now)),
    );
    expect(all.filter((each) => each.status === "fulfilled")).toHaveLength(1);
    for (const each of all) if (each.status === "rejected") expect(each.reason).toBeInstanceOf(Refused);
  });

  test("an account's form of code is not for groups", async () => {
    const code = await refusal(alone(groupLine("c6", { code: "A-1234-5678" }), now));
    expect(code.code).toBe("registry.code_taken");
  });
});

describe("founders", () => {
  const rolesOf = async (externalId: string) => {
    const id = (await groupOf(externalId))?.id ?? "";
    const rows = await read((tx) =>
      tx
        .select({ name: account.externalId, role: membership.role })
        .from(membership)
        .innerJoin(account, eq(account.id, membership.accountId))
        .where(eq(membership.groupId, id)),
    );
    return Object.fromEntries(rows.map(({ name, role }) => [name, role]));
  };

  test("a group's line makes its founder a member with that role, and there is one founder", async () => {
    await sync([groupLine("h1", { founderExternalId: "ha" })]);
    expect(await rolesOf("h1")).toEqual({ ha: "founder" });
    await sync([groupLine("h1", { founderExternalId: "hb", updatedAt: at(1) })]);
    expect(await rolesOf("h1")).toEqual({ ha: "member", hb: "founder" });
    expect((await groupOf("h1"))?.founderId).toBe((await accountOf("hb"))?.id);
  });

  test("a membership line hands the group over too; a founder who left founds no more", async () => {
    await sync([memberLine("h1", "hc", "founder", { updatedAt: at(2) })]);
    expect(await rolesOf("h1")).toEqual({ ha: "member", hb: "member", hc: "founder" });
    await sync([memberLine("h1", "hc", "founder", { leftAt: at(3), updatedAt: at(3) })]);
    expect((await groupOf("h1"))?.founderId).toBeNull();
  });
});

test("grades follow the policy's matrix, and their changes are counted in the batch", async () => {
  await sync([groupLine("m1"), groupLine("m2", { memberCount: 1_200 })]);
  expect([(await groupOf("m1"))?.grade, (await groupOf("m2"))?.grade]).toEqual([1, 3]);
  const { batches } = await sync([
    groupLine("m1", { publicDissemination: true, updatedAt: at(1) }),
    groupLine("m2", { memberCount: 10, updatedAt: at(1) }),
  ]);
  expect(batches[0]?.changed).toMatchObject({ gradesRaised: 1, gradesLowered: 1, groupsUpdated: 2 });
  expect((await groupOf("m1"))?.grade).toBe(2);
});

test("phone and token are sealed, replaced, kept and cleared", async () => {
  const verification = { state: "verified", method: "operator", token: "tok-1", at: at(0) };
  await sync([accountLine("p1", { phone: "13800138000", verification })]);
  const opened = async (field: "phone" | "verificationToken", purpose: string) => {
    const row = await accountOf("p1");
    const sealed = row?.[field];
    return sealed ? read((tx) => open(tx, { about: `account:${row.id}`, purpose, sealed })) : null;
  };
  const both = async () => [
    await opened("phone", "account:phone"),
    await opened("verificationToken", "account:verification_token"),
  ];
  expect((await accountOf("p1"))?.phone?.includes("13800138000")).toBe(false);
  expect(await both()).toEqual(["13800138000", "tok-1"]);
  await sync([accountLine("p1", { updatedAt: at(1), minor: true })]);
  expect(await both()).toEqual(["13800138000", "tok-1"]);
  await sync([
    accountLine("p1", { updatedAt: at(2), phone: "13900139000" }),
    accountLine("p1", { updatedAt: at(3), verification: { state: "failed" } }),
  ]);
  expect(await both()).toEqual(["13900139000", null]);
  await sync([accountLine("p1", { updatedAt: at(4), phone: null })]);
  expect(await both()).toEqual([null, null]);
  expect(await accountOf("p1")).toMatchObject({ minor: true, verification: "failed", verificationMethod: null });
});

test("a refused line by itself leaves nothing, not even its founder's stub", async () => {
  await sync([groupLine("r1", { code: "TAKEN-1" })]);
  const before = (await synced()).length;
  await refusal(alone(groupLine("r2", { code: "TAKEN-1", founderExternalId: "r-founder" }), now));
  expect(await accountOf("r-founder")).toBeUndefined();
  expect(await synced()).toHaveLength(before);
});

describe("linesOf", () => {
  const lines = async (...chunks: (string | Uint8Array)[]) => {
    async function* stream() {
      for (const chunk of chunks) yield Buffer.from(chunk as string);
    }
    const found: string[] = [];
    for await (const { number, bytes } of linesOf(stream()))
      found.push(`${number}:${Buffer.from(bytes).toString("utf8")}`);
    return found;
  };
  test("counts blank lines, takes chunks cut anywhere, a mark at the start and no newline at the end", async () => {
    expect(await lines('\ufeff{"a"', ":1}\n\n  \r\n", '{}\n{"b', '":2}')).toEqual(['1:{"a":1}', "4:{}", '5:{"b":2}']);
    expect(await lines()).toEqual([]);
  });
  test("a line of 10 MB is not kept, and is refused by its length", async () => {
    async function* stream() {
      for (let n = 0; n < 160; n++) yield Buffer.alloc(65_536, 32);
      yield Buffer.from(`x\n${JSON.stringify(accountLine("after-long"))}\n`);
    }
    const answers: LineAnswer[] = [];
    for await (const batch of syncRegistry(by, linesOf(stream()), now)) answers.push(...batch.answers);
    expect(answers.map(briefly)).toEqual(["http.too_large", "created"]);
  });
  test("invalid UTF-8 is refused by name", async () => {
    async function* stream() {
      yield Buffer.concat([Buffer.from('{"kind":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}\n')]);
      yield Buffer.from(`${"[".repeat(20_000)}\n`);
    }
    const answers: LineAnswer[] = [];
    for await (const batch of syncRegistry(by, linesOf(stream()), now)) answers.push(...batch.answers);
    expect(answers.map(briefly)).toEqual(["http.not_utf8", "http.nesting"]);
  });
});
