import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { auditEvent, staffGrant } from "../../db/schema";
import type { Role, StaffActor } from "../kernel/actor";
import { minute, after as plus } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { transact } from "../transact";
import { deactivateStaff, reactivateStaff, revokeSessions } from "./service/accounts";
import { addStaff, addWithTemporaryPassword } from "./service/add";
import { listStaff } from "./service/list";
import { choosePassword, resetPassword } from "./service/password";
import { confirmGrant, grantRole, returnGrant, withdrawRole } from "./service/roles";
import { signIn } from "./service/sign-in";
import { staffOf } from "./session";
import { settleGrant } from "./store";
import { staffListView } from "./view";

useDatabase();
const now = new Date("2026-11-22T03:00:00Z");
const password = "correct horse battery";
const operator = { kind: "operator", command: "test" } as const;
let ann: StaffActor;
let bea: StaffActor;
let made = 0;

const email = () => `p${made++}@docket.test`;
const someone = async (roles: readonly Role[], address = email()) =>
  addStaff(operator, { email: address, name: "某人", roles: [...roles] }, { password }, now);
const actor = async (roles: readonly Role[]): Promise<StaffActor> => {
  const address = email();
  await someone(roles, address);
  const found = await staffOf(await signIn({ email: address, password }, address, now), now);
  if (!found) throw new Error("no session");
  return found.actor;
};
const code = async (work: Promise<unknown>) => (await refusalOf(work))?.code ?? "ok";
const person = async (id: string, by = ann) => {
  const view = staffListView(await listStaff({}, now), by, now);
  const row = view.rows.find((each) => each.id === id);
  if (!row) throw new Error("no such person");
  return { ...row, roles: row.held.map((held) => held.role), proposals: view.proposals };
};
const proposalFor = async (id: string) => {
  const found = (await listStaff({}, now)).proposals.find((each) => each.staffId === id);
  if (!found) throw new Error("no proposal");
  return found.id;
};
const entriesOf = (id: string) =>
  read((tx) =>
    tx
      .select({ action: auditEvent.action, version: auditEvent.subjectVersion, actor: auditEvent.actorRef })
      .from(auditEvent)
      .where(eq(auditEvent.subjectId, id))
      .orderBy(auditEvent.subjectVersion),
  );

beforeAll(async () => {
  ann = await actor(["admin"]);
  bea = await actor(["admin"]);
});

describe("two administrators", () => {
  it("give a sensitive role together, and the log names both", async () => {
    const id = await someone(["moderator"]);
    expect(await grantRole(ann, { staffId: id, role: "lead" }, now)).toBe("proposed");
    expect((await person(id)).roles).toEqual(["moderator"]);
    const proposal = await proposalFor(id);
    expect(await code(confirmGrant(ann, proposal, now))).toBe("staff.same-person");
    await confirmGrant(bea, proposal, now);
    expect((await person(id)).roles).toEqual(["lead", "moderator"]);
    expect(await code(confirmGrant(bea, proposal, now))).toBe("staff.settled");
    const entries = (await entriesOf(id)).filter((entry) => entry.version !== null);
    expect(entries.map((entry) => [entry.action, entry.version, entry.actor])).toEqual([
      ["staff.added", 1, "operator:test"],
      ["staff.role_proposed", 2, `staff:${ann.id}`],
      ["staff.role_granted", 3, `staff:${bea.id}`],
    ]);
  });

  it("say yes once, when both answer at the same moment", async () => {
    const id = await someone([]);
    await grantRole(ann, { staffId: id, role: "inspector" }, now);
    const proposal = await proposalFor(id);
    const answers = await Promise.all([
      code(confirmGrant(bea, proposal, now)),
      code(confirmGrant(bea, proposal, now)),
      code(returnGrant(ann, proposal, now)),
    ]);
    expect(answers.sort()).toEqual(["ok", "staff.settled", "staff.settled"]);
  });

  it("are demanded by the database itself", async () => {
    const id = await someone([]);
    await grantRole(ann, { staffId: id, role: "lead" }, now);
    const proposal = await proposalFor(id);
    const forged = transact(operator, now, async (tx, settle) => {
      const entry = { kind: "staff", action: "staff.forged", subject: { kind: "staff", id, version: null } } as const;
      settle({ ok: true, next: null, entry: { ...entry, pub: {} }, effects: [] });
      await settleGrant(tx, proposal, { state: "confirmed", settledBy: ann.id, settledAt: now });
    });
    await expect(forged).rejects.toThrow();
    const [row] = await read((tx) => tx.select().from(staffGrant).where(eq(staffGrant.id, proposal)));
    expect(row?.state).toBe("pending");
  });

  it("are needed for people added with such roles too", async () => {
    const { id } = await addWithTemporaryPassword(
      ann,
      { email: email(), name: "新人", roles: ["manager", "lead"] },
      now,
    );
    const added = await person(id);
    expect(added.roles).toEqual(["manager"]);
    expect(added.proposals.filter((each) => each.role === "lead")).not.toHaveLength(0);
  });

  it("cannot be one who has lost the role meanwhile", async () => {
    const gone = await actor(["admin"]);
    const id = await someone([]);
    await grantRole(gone, { staffId: id, role: "lead" }, now);
    const proposal = await proposalFor(id);
    await withdrawRole(ann, { staffId: gone.id, role: "admin" }, now);
    expect(await code(confirmGrant(bea, proposal, now))).toBe("staff.settled");
  });
});

describe("roles", () => {
  it("are never one's own affair", async () => {
    expect(await code(grantRole(ann, { staffId: ann.id, role: "moderator" }, now))).toBe("staff.own-role");
    expect(await code(withdrawRole(ann, { staffId: ann.id, role: "admin" }, now))).toBe("staff.own-role");
  });

  it("count from the next request on", async () => {
    const lin = await actor(["moderator"]);
    await withdrawRole(ann, { staffId: lin.id, role: "moderator" }, now);
    expect((await staffOf(lin.sessionId, now))?.permissions).toEqual([]);
    await grantRole(ann, { staffId: lin.id, role: "manager" }, now);
    expect((await staffOf(lin.sessionId, now))?.roles).toEqual(["manager"]);
  });

  it("of nobody are refused", async () => {
    expect(await code(grantRole(ann, { staffId: newId(now), role: "manager" }, now))).toBe("staff.missing");
  });

  it("leave nothing half-written when they are refused", async () => {
    const id = await someone(["moderator"]);
    const before = await entriesOf(id);
    expect(await code(grantRole(ann, { staffId: id, role: "moderator" }, now))).toBe("staff.has-role");
    expect(await entriesOf(id)).toEqual(before);
  });
});

describe("accounts", () => {
  it("deactivated end everywhere at once, and come back without roles", async () => {
    const lin = await actor(["moderator"]);
    await grantRole(ann, { staffId: lin.id, role: "lead" }, now);
    await deactivateStaff(bea, lin.id, now);
    expect(await staffOf(lin.sessionId, now)).toBeNull();
    expect((await listStaff({}, now)).proposals.filter((each) => each.staffId === lin.id)).toEqual([]);
    await reactivateStaff(ann, lin.id, now);
    expect(await person(lin.id)).toMatchObject({ active: true, roles: [] });
    expect(await staffOf(lin.sessionId, now)).toBeNull();
  });

  it("lose all sessions on demand", async () => {
    const lin = await actor(["moderator"]);
    expect((await person(lin.id)).sessions).toBe(1);
    expect(await revokeSessions(ann, lin.id, now)).toBe(1);
    expect(await staffOf(lin.sessionId, now)).toBeNull();
    expect((await person(lin.id)).sessions).toBe(0);
  });

  it("with a password made by another open nothing until it is replaced", async () => {
    const address = email();
    const added = await addWithTemporaryPassword(ann, { email: address, name: "新人", roles: ["moderator"] }, now);
    const first = await staffOf(await signIn({ email: address, password: added.password }, address, now), now);
    expect(first).toMatchObject({ mustChoosePassword: true, roles: [], permissions: [] });
    if (!first) throw new Error("no session");
    const choose = (current: string, chosen: string) => code(choosePassword(first.actor, { current, chosen }, now));
    expect(await choose("wrong", "a password of mine")).toBe("staff.wrong");
    expect(await choose(added.password, "short")).toBe("staff.password");
    expect(await choose(added.password, added.password)).toBe("staff.password");
    expect(await choose(added.password, address)).toBe("staff.password");
    expect(await choose(added.password, "a password of mine")).toBe("ok");
    expect(await staffOf(first.actor.sessionId, now)).toMatchObject({
      mustChoosePassword: false,
      roles: ["moderator"],
    });
    const later = plus(now, minute);
    expect(await code(signIn({ email: address, password: added.password }, address, later))).toBe("staff.wrong");
    const reset = { email: address, password: "another password", isTemporary: true };
    await resetPassword(operator, reset, later);
    expect(await staffOf(first.actor.sessionId, later)).toBeNull();
  });
});

describe("the list", () => {
  it("says for each act why it is not hers, as the act itself does", async () => {
    const own = await person(ann.id);
    expect(own.isSelf).toBe(true);
    expect(own.held.every((held) => held.whyNot?.en.includes("Nobody grants roles to herself"))).toBe(true);
    expect(own.whyNotDeactivate).not.toBeNull();
    const id = await someone(["moderator"]);
    const other = await person(id);
    expect(other.offered.find((each) => each.role === "lead")).toMatchObject({ whyNot: null, waits: true });
    expect(other.offered.find((each) => each.role === "manager")).toMatchObject({ whyNot: null, waits: false });
  });

  it("refuses a place that is none of its own", async () => {
    expect(await code(listStaff({ cursor: "x" }, now))).toBe("staff.cursor");
  });
});

// Defect 11 of peers.md.
describe("configuration changes record the service, not the person", () => {
  it("not here: each act on staff names its person, and nobody acts without an entry", async () => {
    const id = await someone([]);
    await grantRole(ann, { staffId: id, role: "manager" }, now);
    await withdrawRole(bea, { staffId: id, role: "manager" }, now);
    await grantRole(ann, { staffId: id, role: "lead" }, now);
    await returnGrant(bea, await proposalFor(id), now);
    await revokeSessions(ann, id, now);
    await deactivateStaff(bea, id, now);
    await reactivateStaff(ann, id, now);
    expect((await entriesOf(id)).map((entry) => [entry.action, entry.version, entry.actor])).toEqual([
      ["staff.added", 1, "operator:test"],
      ["staff.role_granted", 2, `staff:${ann.id}`],
      ["staff.role_withdrawn", 3, `staff:${bea.id}`],
      ["staff.role_proposed", 4, `staff:${ann.id}`],
      ["staff.role_returned", 5, `staff:${bea.id}`],
      ["staff.sessions_revoked", 6, `staff:${ann.id}`],
      ["staff.deactivated", 7, `staff:${bea.id}`],
      ["staff.reactivated", 8, `staff:${ann.id}`],
    ]);
  });
});
