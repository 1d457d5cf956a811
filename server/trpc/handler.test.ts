import { eq } from "drizzle-orm";
import superjson from "superjson";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { staffGrant } from "../../db/schema";
import { clock, config } from "../config";
import { day, after as plus } from "../kernel/calendar";
import type { Refusal } from "../kernel/refusal";
import { read } from "../read";
import { revokeSessions } from "../staff/service/accounts";
import { addStaff } from "../staff/service/add";
import { grantRole } from "../staff/service/roles";
import { signIn } from "../staff/service/sign-in";
import { sessionCookie, tokenOf } from "../staff/session";
import { useDatabase } from "../testing/database";
import { handleTrpc } from "./handler";
import { router } from "./init";

/** The cookies of the request at hand: Next.js keeps them for a real request. */
const jar = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: (name: string) => (jar.has(name) ? { value: jar.get(name) } : undefined) }),
}));

useDatabase();
const password = "correct horse battery";
let adminId: string;
let moderatorSession: string;

const sessionOf = async (email: string) => signIn({ email, password }, email, clock());
const enter = async (sessionId: string) => jar.set(sessionCookie(), await tokenOf(sessionId));

beforeAll(async () => {
  const operator = { kind: "operator", command: "test" } as const;
  const add = (email: string, role: "admin" | "moderator") =>
    addStaff(operator, { email, name: "某人", roles: [role] }, { password }, clock());
  adminId = await add("admin@docket.test", "admin");
  await add("moderator@docket.test", "moderator");
  moderatorSession = await sessionOf("moderator@docket.test");
});

beforeEach(() => jar.clear());

type Answer = { error?: { json: { message: string; data: { httpStatus: number; refusal: Refusal | null } } } };

const send = async (address: string, init: RequestInit = {}) => {
  const response = await handleTrpc(new Request(`${config().url}/api/trpc/${address}`, init));
  const body = (await response.json()) as Answer | Answer[];
  const first = Array.isArray(body) ? body[0] : body;
  return { status: response.status, code: first?.error?.json.data.refusal?.code ?? null, body: first, response };
};
const query = (name: string, input: unknown) =>
  send(`${name}?input=${encodeURIComponent(JSON.stringify(superjson.serialize(input)))}`);
const post = (name: string, body: BodyInit, headers: Record<string, string> = {}) =>
  send(name, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", "sec-fetch-site": "same-origin", ...headers },
  });
const act = (name: string, input: unknown, headers?: Record<string, string>) =>
  post(name, JSON.stringify(superjson.serialize(input)), headers);
const unknownPerson = { staffId: "00000000-0000-7000-8000-00000000000a" };

describe("who asks", () => {
  it("is nobody without a session, and nobody with a forged one", async () => {
    expect(await query("staff.list", {})).toMatchObject({ status: 401, code: "trpc.signed-out" });
    jar.set(sessionCookie(), "forged");
    expect(await query("staff.list", {})).toMatchObject({ status: 401, code: "trpc.signed-out" });
  });

  it("is let in by role, and told which refusal it was in both languages", async () => {
    await enter(moderatorSession);
    const refused = await query("staff.list", {});
    expect(refused).toMatchObject({ status: 403, code: "trpc.forbidden" });
    expect(refused.body?.error?.json.data.refusal?.sentence.zh).toMatch(/[一-鿿]/);
    await enter(await sessionOf("admin@docket.test"));
    const answered = await query("staff.list", {});
    expect(answered.status).toBe(200);
    expect(answered.response.headers.get("cache-control")).toBe("no-store");
  });

  it("is nobody from the moment in which the sessions are revoked", async () => {
    await enter(await sessionOf("admin@docket.test"));
    expect((await query("staff.list", {})).status).toBe(200);
    await revokeSessions({ kind: "operator", command: "test" }, adminId, clock());
    expect(await query("staff.list", {})).toMatchObject({ status: 401 });
    expect(await act("staff.revokeSessions", { staffId: adminId })).toMatchObject({ status: 401 });
  });
});

describe("what comes from another site", () => {
  beforeEach(async () => enter(await sessionOf("admin@docket.test")));

  it.each<[string, Record<string, string>]>([
    ["says cross-site", { "sec-fetch-site": "cross-site" }],
    ["says same-site: a neighbour under the same domain", { "sec-fetch-site": "same-site" }],
    ["is typed or opened from a bookmark", { "sec-fetch-site": "none" }],
  ])("is refused when it %s", async (_, headers) => {
    expect(await act("staff.revokeSessions", unknownPerson, headers)).toMatchObject({
      status: 403,
      code: "trpc.origin",
    });
  });

  it("is refused by its origin when the browser says no more, and without an origin", async () => {
    const bare = (headers: Record<string, string>) =>
      send("staff.revokeSessions", {
        method: "POST",
        body: JSON.stringify(superjson.serialize(unknownPerson)),
        headers: { "content-type": "application/json", ...headers },
      });
    expect(await bare({ origin: "https://evil.test" })).toMatchObject({ status: 403, code: "trpc.origin" });
    expect(await bare({ origin: "null" })).toMatchObject({ status: 403, code: "trpc.origin" });
    expect(await bare({})).toMatchObject({ status: 403, code: "trpc.origin" });
    expect(await bare({ origin: config().url })).toMatchObject({ status: 404, code: "staff.missing" });
  });

  it("is refused as a form, which needs no permission of the browser", async () => {
    const types = ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"];
    for (const type of types)
      expect(await act("staff.revokeSessions", unknownPerson, { "content-type": type })).toMatchObject({ status: 415 });
  });
});

describe("bad input", () => {
  beforeEach(async () => enter(await sessionOf("admin@docket.test")));

  it("names its fields", async () => {
    const refused = await act("staff.add", { email: "not an address", name: "", roles: ["queen"] });
    expect(refused).toMatchObject({ status: 400, code: "trpc.input" });
    const pointers = refused.body?.error?.json.data.refusal?.fields.map((field) => field.pointer);
    expect(pointers).toEqual(["/email", "/name", "/roles/0"]);
  });

  it.each<[string, BodyInit, number]>([
    ["one byte too long", `"${"a".repeat(1_048_576 - 1)}"`, 413],
    ["nested deeply", "[".repeat(20_000), 400],
    ["no JSON", "{", 400],
    ["nothing at all", "", 400],
    ["JSON, but not as a call wraps it", "7", 400],
    ["no UTF-8", new Uint8Array([0x22, 0xff, 0x22]), 400],
    ["with NUL", '{"json":{"staffId":"\\u0000"}}', 422],
    ["with half a surrogate pair", '{"json":{"staffId":"\\ud800"}}', 422],
  ])("is refused when %s", async (_, body, status) => {
    const refused = await post("staff.revokeSessions", body);
    expect(refused.status).toBe(status);
    expect(refused.code).not.toBeNull();
  });

  it("is refused in the address too", async () => {
    expect(await send(`staff.list?input=${"a".repeat(20_000)}`)).toMatchObject({ status: 413 });
    expect(await send(`staff.list?input=${encodeURIComponent('{"json":{"cursor":"\\u0000"}}')}`)).toMatchObject({
      status: 422,
    });
    const many = Array.from({ length: 21 }, () => "staff.list").join(",");
    expect(await send(`${many}?batch=1&input={}`)).toMatchObject({ status: 400, code: "trpc.batch" });
  });

  it("that comes too late is gone, which tRPC has no code for", async () => {
    const past = plus(clock(), -8 * day);
    const operator = { kind: "operator", command: "test" } as const;
    const others = { name: "某人", roles: ["admin" as const] };
    const proposer = await addStaff(operator, { ...others, email: "second@docket.test" }, { password }, past);
    const staffId = await addStaff(operator, { ...others, email: "third@docket.test" }, { password }, past);
    const by = { kind: "staff", id: proposer, roles: ["admin"], sessionId: "s" } as const;
    await grantRole(by, { staffId, role: "lead" }, past);
    const [proposal] = await read((tx) => tx.select().from(staffGrant).where(eq(staffGrant.staffId, staffId)));
    expect(await act("staff.confirm", { grantId: proposal?.id })).toMatchObject({ status: 410, code: "staff.lapsed" });
  });

  it("names what does not exist, and the method that does not fit", async () => {
    expect(await query("staff.nothing", {})).toMatchObject({ status: 404, code: "trpc.unknown" });
    expect(await query("staff.add", {})).toMatchObject({ status: 405, code: "trpc.method" });
  });
});

describe("a failure of ours", () => {
  it("tells its number and nothing else", async () => {
    await enter(await sessionOf("admin@docket.test"));
    const store = await import("../staff/store");
    const broken = vi.spyOn(store, "peoplePage").mockImplementation(() => {
      throw new Error("relation secret_table does not exist");
    });
    const failed = await query("staff.list", {});
    broken.mockRestore();
    expect(failed).toMatchObject({ status: 500, code: null });
    expect(JSON.stringify(failed.body)).not.toContain("secret_table");
    expect(JSON.stringify(failed.body)).toMatch(/"id":"[0-9a-f-]{36}"/);
  });
});

it("does not start with a procedure that declares no permission", async () => {
  const { staffProcedure } = await import("./init");
  expect(() => router({ open: staffProcedure.query(() => 1) })).toThrow("declares no permission");
  expect(() => router({ deep: { open: staffProcedure.meta({}).mutation(() => 1) } })).toThrow("deep.open");
});
