import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, it } from "vitest";
import { auditEvent } from "../../db/schema";
import { hour, minute, after as plus, second } from "../kernel/calendar";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { freeFailures } from "./contract";
import { waitSeconds } from "./rules";
import { addStaff } from "./service/add";
import { signIn, signOut } from "./service/sign-in";
import { sessionIdIn, staffOf as staffOfSession, tokenOf } from "./session";

useDatabase();
const now = new Date("2026-11-22T03:00:00Z");
const email = "lin@docket.test";
const password = "correct horse battery";
const operator = { kind: "operator", command: "test" } as const;
const cookie = tokenOf;
const network = "192.0.2.1";
const staffOf = async (token: string | undefined, at: Date) => {
  const sid = await sessionIdIn(token);
  return sid ? staffOfSession(sid, at) : null;
};
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: unknown) => (error instanceof Refused ? error.refusal.code : String(error)),
  );

beforeAll(async () => {
  await addStaff(operator, { email, name: "林静", roles: ["moderator", "lead"] }, { password }, now);
});

describe("signing in", () => {
  it("opens a session with the roles that the database holds, and logs it", async () => {
    const sid = await signIn({ email, password }, network, now);
    const found = await staffOf(await cookie(sid), now);
    expect(found).toMatchObject({ name: "林静", roles: ["lead", "moderator"], actor: { sessionId: sid } });
    const actions = await read((tx) =>
      tx.select({ action: auditEvent.action, body: auditEvent.bodyJson }).from(auditEvent),
    );
    expect(actions.map((row) => row.action)).toEqual(expect.arrayContaining(["staff.added", "staff.signed_in"]));
    expect(JSON.stringify(actions)).not.toContain("林静");
    expect(JSON.stringify(actions)).not.toContain(email);
  });

  it("refuses what is no token of ours", async () => {
    expect(await sessionIdIn("x")).toBeNull();
    expect(await sessionIdIn(await encode({ token: {}, secret: "another secret" }))).toBeNull();
    expect(await staffOfSession("00000000-0000-7000-8000-000000000000", now)).toBeNull();
  });

  it("gives one account an email, whoever adds it", async () => {
    expect(await codeOf(addStaff(operator, { email, name: "x", roles: [] }, { password }, now))).toBe("staff.taken");
  });

  it("refuses forged, revoked, idle and expired sessions", async () => {
    const sid = await signIn({ email, password }, network, now);
    const token = await cookie(sid);
    expect(await staffOf(await encode({ token: { sid }, secret: "another secret" }), now)).toBeNull();
    expect(await staffOf(undefined, now)).toBeNull();
    expect(await staffOf(token, plus(now, 31 * minute))).toBeNull();
    for (let at = 0; at < 12; at += 0.4) expect(await staffOf(token, plus(now, at * hour))).not.toBeNull();
    expect(await staffOf(token, plus(now, 12 * hour))).toBeNull();
    const other = await signIn({ email, password }, network, now);
    const found = await staffOf(await cookie(other), now);
    if (!found) throw new Error("no session");
    await signOut(found.actor, now);
    expect(await staffOf(await cookie(other), now)).toBeNull();
  });
});

describe("failing", () => {
  it("waits longer after each failure, at most fifteen minutes", () => {
    expect([0, 4, 5, 6, 9, 40].map((failures) => waitSeconds(failures))).toEqual([0, 0, 2, 4, 32, 900]);
  });

  it.each(["known@docket.test", "unknown@docket.test"])(
    "slows %s down alike, also under attempts at once",
    async (address) => {
      if (address.startsWith("known"))
        await addStaff(operator, { email: address, name: "周远", roles: [] }, { password }, now);
      const attempt = (at: Date, given = "wrong") =>
        codeOf(signIn({ email: address, password: given }, `of ${address}`, at));
      const answers = await Promise.all(Array.from({ length: 12 }, () => attempt(now)));
      expect(answers.filter((code) => code === "staff.wrong")).toHaveLength(freeFailures);
      expect(answers.filter((code) => code === "staff.locked")).toHaveLength(12 - freeFailures);
      expect(await attempt(now, password)).toBe("staff.locked");
      expect(await attempt(plus(now, 2 * second), password)).toBe(address.startsWith("known") ? "ok" : "staff.wrong");
    },
  );
});
