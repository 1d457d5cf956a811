import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { auditEvent } from "../../db/schema";
import type { Language } from "../../messages/languages";
import { type Role, roles, type StaffActor } from "../kernel/actor";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { publishDefault } from "../testing/reports";
import { downloadReferral } from "./endpoint";
import { drafted, reported, sealed } from "./testing/world";

type Session = { actor: StaffActor; roles: readonly Role[]; language: Language | null };
const session = vi.hoisted(() => ({ current: null as Session | null }));
// Cookies are Next's affair: who is signed in is the only thing that is put in its place.
vi.mock("../staff/session", () => ({ currentStaff: async () => session.current }));

useDatabase();
const now = testNow();
let first: StaffActor;
let number: string;
let draft: string;
beforeAll(async () => {
  await publishDefault(now);
  first = await makePerson(["compliance_officer"], "苏敏", now);
  const second = await makePerson(["compliance_officer"], "方正", now);
  const found = await reported("downloaded", {}, now);
  number = await sealed([first, second], found, {}, now);
  draft = await drafted(first, found, {}, now);
});
const as = (held: readonly Role[] | null, language: Language | null = null) => {
  session.current = held && { actor: { ...first, roles: held }, roles: held, language };
};
beforeEach(() => as(["compliance_officer"]));

const ask = (which: string, headers: Record<string, string> = {}) =>
  downloadReferral(new Request("https://docket.test/", { headers }), { params: Promise.resolve({ number: which }) });
const entries = () => read((tx) => tx.$count(auditEvent));

it.each([[null, 401], ...roles.map((role) => [role, role === "compliance_officer" ? 200 : 403] as const)] as const)(
  "asks the matrix: %s gets %i, and only a package is logged",
  async (role, status) => {
    as(role === null ? null : [role]);
    const before = await entries();
    const answer = await ask(number);
    expect([answer.status, (await entries()) - before]).toEqual([status, status === 200 ? 1 : 0]);
  },
);

it("gives a file that is saved and kept nowhere", async () => {
  const answer = await ask(number);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/zip",
    "content-disposition": `attachment; filename="${number}.zip"`,
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
  });
  expect(
    Buffer.from(await answer.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe("PK");
});

it("refuses what another site's page asks for, and writes nothing", async () => {
  const before = await entries();
  expect((await ask(number, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect(await entries()).toBe(before);
});

it.each(["R-2026-9999", "nonsense", "../../etc/passwd"])("knows no %s", async (which) => {
  expect((await ask(which)).status).toBe(404);
});

it("says in the reader's language that a draft has no package", async () => {
  as(["compliance_officer"], "en");
  const answer = await ask(draft);
  expect([answer.status, await answer.text()]).toEqual([404, "This referral is not sealed: it has no package.\n"]);
  as(["compliance_officer"]);
  expect(await (await ask(draft, { "accept-language": "zh-CN" })).text()).toContain("尚未封存");
});
