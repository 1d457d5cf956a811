import { eq } from "drizzle-orm";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { account, auditEvent, group } from "../../db/schema";
import { seedPolicy } from "../../db/seed/policy";
import { createApi } from "../http/api";
import { createKey } from "../http/keys";
import type { OperatorActor } from "../kernel/actor";
import { forgetPolicies } from "../policy/service";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { registerRegistry } from "./endpoint";

useDatabase();
const now = new Date();
const operator: OperatorActor = { kind: "operator", command: "test" };
const api = createApi();
registerRegistry(api);
const keys = { good: "", other: "" };
const updatedAt = new Date(now.getTime() - 60_000).toISOString();

beforeAll(async () => {
  await seedPolicy(now);
  keys.good = (await createKey(operator, { name: "sync", scopes: ["registry:write"], sources: [] }, now)).key;
  keys.other = (await createKey(operator, { name: "gate", scopes: ["entitlements:read"], sources: [] }, now)).key;
});
beforeEach(() => forgetPolicies());

async function call(method: string, path: string, body: unknown, more: { key?: string | null; type?: string } = {}) {
  const { key = keys.good, type = "application/json" } = more;
  const response = await api.fetch(
    new Request(`http://localhost/api/v1${path}`, {
      method,
      headers: { "content-type": type, ...(key && { authorization: `Bearer ${key}` }) },
      body: typeof body === "string" || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body),
    }),
  );
  const text = await response.text();
  return { status: response.status, type: response.headers.get("content-type"), text };
}
const put = async (path: string, body: unknown, more?: { key?: string | null }) => {
  const answer = await call("PUT", path, body, more);
  return { ...answer, json: JSON.parse(answer.text) as Record<string, unknown> };
};
const entries = () => read((tx) => tx.$count(auditEvent, eq(auditEvent.action, "registry.synced")));

describe("PUT", () => {
  test("a group, whose id may hold what addresses quote", async () => {
    const id = "!aBc:matrix.example/room";
    const body = {
      name: "同城二手数码捡漏 3 群",
      category: "business",
      memberCount: 1_486,
      founderExternalId: "@kun:x",
      updatedAt,
    };
    const first = await put(`/groups/${encodeURIComponent(id)}`, body);
    expect(first).toMatchObject({
      status: 200,
      json: { externalId: id, grade: 3, status: "active", change: "created" },
    });
    expect(first.json.code).toMatch(/^G-\d{4}-\d{4}$/);
    const again = await put(`/groups/${encodeURIComponent(id)}`, body);
    expect(again).toMatchObject({ status: 200, json: { code: first.json.code, change: "unchanged" } });
  });

  test("an account and its membership", async () => {
    const person = await put("/accounts/u1", { nickname: "阿坤数码", phone: "13800138000", updatedAt });
    expect(person).toMatchObject({ status: 200, json: { externalId: "u1", credit: "C", change: "created" } });
    expect(person.text).not.toContain("13800138000");
    const member = await put("/groups/g-new/members/u1", { role: "manager", updatedAt });
    expect(member).toMatchObject({ status: 200, json: { role: "manager", change: "created" } });
    expect(await read((tx) => tx.select().from(group).where(eq(group.externalId, "g-new")))).toMatchObject([
      { confirmed: false },
    ]);
  });

  test.each([
    ["wrong type", { name: 7, updatedAt }, 422, "/name"],
    ["missing field", { updatedAt }, 422, "/name"],
    ["unknown enum", { name: "x", category: "party", updatedAt }, 422, "/category"],
    ["unknown field", { name: "x", owner: "y", updatedAt }, 422, "/owner"],
    ["year 9999", { name: "x", updatedAt: "9999-12-31T00:00:00Z" }, 422, "/updatedAt"],
    [
      "a year ahead",
      { name: "x", updatedAt: new Date(now.getTime() + 365 * 86_400_000).toISOString() },
      422,
      "/updatedAt",
    ],
    ["no time", { name: "x", updatedAt: "yesterday" }, 422, "/updatedAt"],
    ["negative", { name: "x", memberCount: -1, updatedAt }, 422, "/memberCount"],
    ["half a person", { name: "x", memberCount: 1.5, updatedAt }, 422, "/memberCount"],
    ["too long", { name: "字".repeat(201), updatedAt }, 422, "/name"],
    ["blank", { name: "  ", updatedAt }, 422, "/name"],
    ["document number", { name: "我是11010519491231002X", updatedAt }, 422, "/name"],
    ["NUL", '{"name":"a\\u0000b","updatedAt":"2026-01-01T00:00:00Z"}', 422, "/name"],
    ["lone surrogate", '{"name":"\\ud800","updatedAt":"2026-01-01T00:00:00Z"}', 422, "/name"],
  ] as const)("%s: a problem that names the field, and nothing half-written", async (_name, body, status, pointer) => {
    const before = await entries();
    const answer = await put("/groups/bad", body);
    expect(answer).toMatchObject({ status, type: "application/problem+json" });
    expect((answer.json.errors as { pointer: string }[]).map((error) => error.pointer)).toContain(pointer);
    expect(await entries()).toBe(before);
    expect(await read((tx) => tx.$count(group, eq(group.externalId, "bad")))).toBe(0);
  });

  test.each([
    ["nickname", { nickname: "张三 110105194912310021" }, "/nickname"],
    [
      "token",
      { nickname: "x", verification: { state: "verified", token: "11010519491231002X" } },
      "/verification/token",
    ],
    [
      "method",
      { nickname: "x", verification: { state: "verified", method: "身份证11010519491231002X" } },
      "/verification/method",
    ],
  ])("a document number as %s is refused", async (_field, body, pointer) => {
    const answer = await put("/accounts/bad", { ...body, updatedAt });
    expect(answer).toMatchObject({ status: 422, json: { type: "urn:docket:problem:registry.document_number" } });
    expect(answer.json.errors).toMatchObject([{ pointer }]);
    expect(answer.text).not.toContain("1949");
    expect(await read((tx) => tx.$count(account, eq(account.externalId, "bad")))).toBe(0);
  });

  test("a stale update is a conflict of its own", async () => {
    await put("/accounts/stale", { nickname: "新", updatedAt });
    const stale = await put("/accounts/stale", { nickname: "旧", updatedAt: "2026-01-01T00:00:00Z" });
    expect(stale).toMatchObject({
      status: 409,
      json: { type: "urn:docket:problem:registry.stale", errors: [{ pointer: "/updatedAt" }] },
    });
  });

  test("without the scope, or without a key, nothing", async () => {
    expect((await put("/accounts/x", { nickname: "x", updatedAt }, { key: keys.other })).status).toBe(403);
    expect((await put("/accounts/x", { nickname: "x", updatedAt }, { key: null })).status).toBe(401);
    expect(await read((tx) => tx.$count(account, eq(account.externalId, "x")))).toBe(0);
  });
});

describe("bulk", () => {
  const bulk = (body: string | Uint8Array, type = "application/x-ndjson") =>
    call("POST", "/registry/bulk", body, { type });

  test("an answer line for each line that is not empty, in order; a bad one harms no other", async () => {
    const lines = [
      JSON.stringify({ kind: "account", externalId: "b1", nickname: "一", updatedAt }),
      "",
      "{nonsense",
      JSON.stringify({ kind: "group", externalId: "b2", name: "二", updatedAt, category: "party" }),
      JSON.stringify({
        kind: "membership",
        groupExternalId: "b3",
        accountExternalId: "b1",
        role: "founder",
        updatedAt,
      }),
    ];
    const before = await entries();
    const answer = await bulk(lines.join("\n"));
    expect(answer).toMatchObject({ status: 200, type: "application/x-ndjson" });
    const answers = answer.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers).toMatchObject([
      { line: 1, status: 200, change: "created" },
      { line: 3, status: 400, type: "urn:docket:problem:http.not_json" },
      { line: 4, status: 422, errors: [{ pointer: "/category" }] },
      { line: 5, status: 200, code: null, change: "created" },
    ]);
    expect((await entries()) - before).toBe(1);
  });

  test("10,001 lines, another type, and no body at all are refused whole", async () => {
    const line = `${JSON.stringify({ kind: "account", externalId: "many", nickname: "x", updatedAt })}\n`;
    expect((await bulk(line.repeat(10_001))).status).toBe(413);
    expect((await bulk(line, "application/json")).status).toBe(415);
    expect(await read((tx) => tx.$count(account, eq(account.externalId, "many")))).toBe(0);
    expect((await bulk(line)).status).toBe(200);
  });
});

test("the document describes the bodies by the schemas that check them", async () => {
  const response = await api.fetch(new Request("http://localhost/api/v1/openapi.json"));
  const document = (await response.json()) as {
    paths: Record<string, Record<string, unknown>>;
    components: { schemas: Record<string, { properties?: Record<string, object>; required?: string[] }> };
  };
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining(["/api/v1/groups/{externalId}", "/api/v1/accounts/{externalId}", "/api/v1/registry/bulk"]),
  );
  const body = document.components.schemas.RegistryGroup;
  expect(body?.required).toEqual(["name", "updatedAt"]);
  expect(body?.properties?.updatedAt).toMatchObject({ type: "string", format: "date-time" });
  expect(api.listRoutes().filter((route) => route.scope === "registry:write")).toHaveLength(4);
});
