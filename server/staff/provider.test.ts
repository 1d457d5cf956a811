import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { auditEvent, auditPending, staff, staffIdentity, staffRole, staffSession } from "../../db/schema";
import { clock, forgetConfig } from "../config";
import type { Role } from "../kernel/actor";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { freeNetworkFailures } from "./contract";
import { demoAddress, ensureDemoStaff } from "./demo";
import { claimsOf, oidcProviders } from "./provider";
import { deactivateStaff } from "./service/accounts";
import { addStaff } from "./service/add";
import { signInByProvider } from "./service/sign-in-provider";
import { staffOf } from "./session";

useDatabase();
const now = clock();
const issuer = "https://id.example.org";
const password = "correct horse battery";
const operator = { kind: "operator", command: "test" } as const;
let made = 0;

async function newPerson(roles: Role[] = ["moderator"], how: { isTemporary?: boolean } = {}) {
  const at = made++;
  const email = `p${at}@docket.test`;
  const id = await addStaff(operator, { email, name: "许言", roles }, { password, ...how }, now);
  return { id, email, subject: `subject-${at}` };
}
type Given = { subject: string; email?: string | null; isVerified?: boolean; issuer?: string };
const enter = ({ email = null, isVerified = true, ...given }: Given, network = `${given.subject} ${made++}`) =>
  signInByProvider({ issuer, email, isVerified, ...given }, network, now);
const code = async (work: Promise<unknown>) => (await refusalOf(work))?.code;
/** Entries in the order in which they were written: no sequencer takes them away here. */
const entries = async () => {
  const rows = await read((tx) =>
    tx
      .select({ subject: auditEvent.subjectId, action: auditEvent.action, body: auditEvent.bodyJson })
      .from(auditPending)
      .innerJoin(auditEvent, eq(auditEvent.id, auditPending.eventId))
      .orderBy(auditPending.seq),
  );
  return rows.map((row) => ({ ...row, pub: (row.body as { pub: Record<string, unknown> }).pub }));
};
const entriesOf = async (id: string) =>
  (await entries()).filter(({ subject }) => subject === id).map(({ action, pub }) => [action, pub]);
const lastRefusal = async () => {
  const found = (await entries()).filter(({ action }) => action === "staff.sign_in_failed").at(-1);
  return [found?.subject, found?.pub.reason];
};
const counts = () =>
  read(async (tx) => [await tx.$count(staff), await tx.$count(staffRole), await tx.$count(staffSession)]);

afterEach(() => {
  for (const name of ["DOCKET_DEMO", "AUTH_SECRET", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"])
    delete process.env[name];
  forgetConfig();
});

describe("signing in by the provider", () => {
  it("binds a person by her verified address once, and knows her by her subject from then on", async () => {
    const { id, email, subject } = await newPerson(["lead"]);
    const first = await enter({ subject, email });
    expect(await staffOf(first, now)).toMatchObject({ id, roles: ["lead"], mustChoosePassword: false });
    const second = await enter({ subject, email: "another-address-now@docket.test" });
    expect((await staffOf(second, now))?.id).toBe(id);
    expect((await staffOf(await enter({ subject, isVerified: false }), now))?.id).toBe(id);
    expect((await entriesOf(id)).slice(1)).toEqual([
      ["staff.identity_bound", { issuer }],
      ["staff.signed_in", { session: first, by: "oidc" }],
      ["staff.signed_in", { session: second, by: "oidc" }],
      ["staff.signed_in", expect.objectContaining({ by: "oidc" })],
    ]);
  });

  it("binds her once when two browsers come at once", async () => {
    const { id, email, subject } = await newPerson();
    await Promise.all([1, 2, 3, 4].map(() => enter({ subject, email })));
    expect(await read((tx) => tx.$count(staffIdentity, eq(staffIdentity.staffId, id)))).toBe(1);
  });

  it("does not ask for a new password in place of one that she did not use", async () => {
    const { email, subject } = await newPerson(["moderator"], { isTemporary: true });
    const found = await staffOf(await enter({ subject, email }), now);
    expect(found).toMatchObject({ mustChoosePassword: false, roles: ["moderator"] });
  });

  it("makes nobody, gives no role, opens no session for a stranger, and logs her without her name", async () => {
    const before = await counts();
    expect(await code(enter({ subject: "stranger", email: "stranger@docket.test" }))).toBe("staff.provider");
    expect(await counts()).toEqual(before);
    const [subject, reason] = await lastRefusal();
    expect([subject, reason]).toEqual([expect.stringMatching(/^subject:[0-9a-f]{32}$/), "unknown"]);
  });

  it.each([
    ["an address that the provider does not vouch for", { isVerified: false }, "unverified"],
    ["no address", { email: null }, "unverified"],
  ])("refuses %s", async (_, given, reason) => {
    const { email, subject } = await newPerson();
    expect(await code(enter({ subject, email, ...given }))).toBe("staff.provider");
    expect((await lastRefusal())[1]).toBe(reason);
  });

  it("refuses a second subject with her address: an address may be given to somebody else", async () => {
    const { id, email, subject } = await newPerson();
    await enter({ subject, email });
    expect(await code(enter({ subject: `${subject}-other`, email }))).toBe("staff.provider");
    expect(await lastRefusal()).toEqual([id, "other_subject"]);
  });

  it("refuses the same subject of another issuer when the address does not match", async () => {
    const { email, subject } = await newPerson();
    await enter({ subject, email });
    const elsewhere = { subject, issuer: "https://elsewhere.example.org", email: "x@docket.test" };
    expect(await code(enter(elsewhere))).toBe("staff.provider");
  });

  it("refuses somebody deactivated, bound or not", async () => {
    const { id, email, subject } = await newPerson();
    await enter({ subject, email });
    await deactivateStaff(operator, id, now);
    expect(await code(enter({ subject, email }))).toBe("staff.provider");
    expect(await lastRefusal()).toEqual([id, "inactive"]);
  });

  it("refuses a demo's person outside demo mode", async () => {
    const people = await ensureDemoStaff(now);
    process.env.DOCKET_DEMO = "off";
    process.env.AUTH_SECRET = "only-for-this-test-only-for-this-test";
    forgetConfig();
    expect(await code(enter({ subject: "demo", email: demoAddress("admin") }))).toBe("staff.provider");
    expect(await lastRefusal()).toEqual([people.get("admin"), "demo"]);
  });

  it("slows a network down whose sign-ins are refused again and again", async () => {
    const network = "203.0.113.77";
    const codes: (string | undefined)[] = [];
    for (let at = 0; at <= freeNetworkFailures; at++)
      codes.push(await code(enter({ subject: "stranger", email: "stranger@docket.test" }, network)));
    expect(codes.at(0)).toBe("staff.provider");
    expect(codes.at(-1)).toBe("staff.locked");
  });
});

describe("what the provider states", () => {
  const profile = { iss: issuer, sub: "s", email: " Ann@Docket.Test ", email_verified: true };
  const expected = { issuer, subject: "s", email: "ann@docket.test", isVerified: true };

  it("is read by its types", () => {
    expect(claimsOf(profile)).toEqual(expected);
    expect(claimsOf({ ...profile, email: undefined })).toEqual({ ...expected, email: null });
    expect(claimsOf({ ...profile, email: "no address" })).toEqual({ ...expected, email: null });
  });

  it.each([["true"], ["yes"], [1], [null], [undefined], [false]])("is no verified address with %o", (word) => {
    expect(claimsOf({ ...profile, email_verified: word })).toEqual({ ...expected, isVerified: false });
  });

  it("is nothing without an issuer and a subject", () => {
    const { email_verified: _, ...silent } = profile;
    expect(claimsOf(silent)).toEqual({ ...expected, isVerified: false });
    for (const broken of [
      undefined,
      {},
      { ...profile, iss: undefined },
      { ...profile, sub: "" },
      { ...profile, sub: "x".repeat(256) },
    ])
      expect(claimsOf(broken)).toBeNull();
  });
});

it("has a provider only where one is configured", () => {
  expect(oidcProviders()).toEqual([]);
  Object.assign(process.env, { OIDC_ISSUER: `${issuer}/`, OIDC_CLIENT_ID: "docket", OIDC_CLIENT_SECRET: "secret" });
  forgetConfig();
  expect(oidcProviders()).toMatchObject([
    {
      type: "oauth",
      idToken: true,
      checks: ["pkce", "state", "nonce"],
      wellKnown: `${issuer}/.well-known/openid-configuration`,
    },
  ]);
});
