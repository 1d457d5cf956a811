import { beforeAll, beforeEach, expect, it, vi } from "vitest";
import { auditEvent } from "../../db/schema";
import type { Role, StaffActor } from "../kernel/actor";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { decideAbout, onSubject } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import { downloadLedger } from "./endpoint-ledger";

const session = vi.hoisted(() => ({ current: null as { actor: StaffActor; roles: readonly Role[] } | null }));
// Cookies are Next's affair: who is signed in is the only thing that is put in its place.
vi.mock("../staff/session", () => ({ currentStaff: async () => session.current }));

useDatabase();
const now = testNow();
const people = new Map<Role, StaffActor>();
beforeAll(async () => {
  await publishDefault(now);
  for (const role of ["moderator", "lead", "compliance_officer", "manager"] as const)
    people.set(role, await makePerson([role], role, now));
  await decideAbout(
    [people.get("moderator") as StaffActor, people.get("lead") as StaffActor],
    { type: "group", externalId: "g-1" },
    (each) => [onSubject(each, "suspend_posting", 3)],
    now,
  );
});
const as = (role: Role | null) => {
  const actor = role === null ? undefined : people.get(role);
  session.current = actor ? { actor, roles: actor.roles } : null;
};
beforeEach(() => as("compliance_officer"));

const ask = (query: string, headers: Record<string, string> = {}) =>
  downloadLedger(new Request(`https://docket.test/measures/export?${query}`, { headers }));
const entries = () => read((tx) => tx.$count(auditEvent));

it.each([
  [null, 401],
  ["moderator", 403],
  ["manager", 403],
  ["lead", 200],
  ["compliance_officer", 200],
] as const)("asks the matrix: %s gets %i, and only a file is logged", async (role, status) => {
  as(role);
  const before = await entries();
  const answer = await ask("format=csv");
  expect([answer.status, (await entries()) - before]).toEqual([status, status === 200 ? 1 : 0]);
  await answer.text();
});

it.each(["", "format=pdf", "format=csv&state=gone", "format=csv&from=tomorrow", `format=csv&code=${"9".repeat(41)}`])(
  "refuses “%s”: a filter that is none is never the whole ledger",
  async (query) => {
    const before = await entries();
    expect((await ask(query)).status).toBe(400);
    expect(await entries()).toBe(before);
  },
);

it("refuses what another site's page asks for", async () => {
  expect((await ask("format=csv", { "sec-fetch-site": "cross-site" })).status).toBe(403);
});

it("gives a file that is saved and kept nowhere, in the language asked for or else the browser's", async () => {
  const answer = await ask("format=csv&language=en&kind=group&state=in_force");
  const text = await answer.text();
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": expect.stringMatching(/^attachment; filename="measures-\d{4}-\d\d-\d\d\.csv"$/),
    "content-length": String(Buffer.byteLength(text) + 3),
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
  });
  expect(text).toContain('"Suspend posting"');
  expect(await (await ask("format=csv", { "accept-language": "zh-CN" })).text()).toContain('"暂停发布"');
});
