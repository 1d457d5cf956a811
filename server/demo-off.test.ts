import { eq } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { demoAccounts } from "../bin/demo";
import { auditEvent } from "../db/schema";
import { api } from "./api";
import { clock, config, forgetConfig } from "./config";
import { basePath } from "./http/contract";
import { forgetKey, listKeys, revokeKey } from "./http/keys";
import { ensureDemoKey, listConnections } from "./intake/service/connections";
import { importOrigin } from "./intake/service/import";
import type { StaffActor } from "./kernel/actor";
import { Refused } from "./kernel/refusal";
import { read } from "./read";
import { demoAddress, demoDoor, ensureDemoStaff } from "./staff/demo";
import { addStaff } from "./staff/service/add";
import { listStaff } from "./staff/service/list";
import { grantRole } from "./staff/service/roles";
import { signIn } from "./staff/service/sign-in";
import { staffOf } from "./staff/session";
import { useDatabase } from "./testing/database";
import { refusalOf } from "./testing/refusal";
import { makeKey, operator, publishDefault } from "./testing/reports";

const urls = useDatabase();
const now = clock();
const email = demoAddress("admin");
let password: string;
let key: string;
let session: string;
let demoId: string;

const switchDemo = async (to: "on" | "off") => {
  process.env.DOCKET_DEMO = to;
  process.env.AUTH_SECRET = "only-for-this-test-only-for-this-test";
  forgetConfig();
  // Another start is another process, which believes nothing yet.
  for (const { id } of await listKeys()) forgetKey(id);
};
const enter = (given: string = email) => refusalOf(signIn({ email: given, password }, given, now));
const call = (method: string, path: string, bearer: string, body?: unknown) =>
  api().fetch(
    new Request(`http://docket.test${basePath}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
  );
const payload = { event_reports: [] };

beforeAll(async () => {
  const { demo } = config();
  if (!demo) throw new Error("tests begin in demo mode");
  password = demo.password;
  key = demo.apiKey;
  await publishDefault(now);
  const people = await ensureDemoStaff(now);
  demoId = people.get("admin") as string;
  await ensureDemoKey(now);
  session = await signIn({ email, password }, "demo", now);
});
afterEach(() => switchDemo("on"));

describe("a demo whose data is started outside demo mode", () => {
  it("was open to everybody before", async () => {
    expect(await enter()).toBeNull();
    expect((await staffOf(session, now))?.name).toBe("邵航");
    expect((await call("GET", "/groups/x/entitlements", key)).status).toBe(404);
    expect((await call("POST", "/intake/synapse/demo-synapse", key, payload)).status).toBe(202);
  });

  it("lets none of its people in, says no more than to a stranger, and logs it", async () => {
    await switchDemo("off");
    expect((await enter())?.code).toBe("staff.wrong");
    expect(demoDoor()).toBeNull();
    const entries = await read((tx) =>
      tx.select({ body: auditEvent.bodyJson }).from(auditEvent).where(eq(auditEvent.action, "staff.sign_in_failed")),
    );
    expect(entries).toMatchObject([{ body: { pub: { reason: "demo" } } }]);
  });

  it("takes no session that was open", async () => {
    await switchDemo("off");
    expect(await staffOf(session, now)).toBeNull();
  });

  it("takes its key no longer", async () => {
    await switchDemo("off");
    expect((await call("GET", "/groups/x/entitlements", key)).status).toBe(401);
    expect((await call("POST", "/intake/synapse/demo-synapse", key, payload)).status).toBe(401);
    expect((await listKeys()).map(({ isClosed, isDemo }) => [isClosed, isDemo])).toEqual([[true, false]]);
  });

  it("takes nothing through its connection, whoever sends it", async () => {
    const real = await makeKey(now);
    expect((await call("POST", "/intake/synapse/demo-synapse", real.key, payload)).status).toBe(202);
    await switchDemo("off");
    expect((await call("POST", "/intake/synapse/demo-synapse", real.key, payload)).status).toBe(404);
    await expect(importOrigin("synapse", "demo-synapse", "in_app")).rejects.toBeInstanceOf(Refused);
    expect((await listConnections()).map(({ isClosed }) => isClosed)).toEqual([true]);
    await revokeKey(operator, real.id, now);
  });

  it("has no administrator who could confirm what a real one proposes", async () => {
    await switchDemo("off");
    const id = await addStaff(
      operator,
      { email: "real@docket.test", name: "安然", roles: ["admin"] },
      { password: "a real password" },
      now,
    );
    const other = await addStaff(
      operator,
      { email: "other@docket.test", name: "程远", roles: [] },
      { password: "a real password" },
      now,
    );
    const admin: StaffActor = { kind: "staff", id, roles: ["admin"], sessionId: "s" };
    expect((await refusalOf(grantRole(admin, { staffId: other, role: "lead" }, now)))?.code).toBe(
      "staff.no-second-admin",
    );
    expect((await enter("real@docket.test"))?.code).toBe("staff.wrong");
    const { rows } = await listStaff({}, now);
    expect(rows.find((row) => row.id === demoId)).toMatchObject({ active: true, isClosed: true });
    expect(rows.find((row) => row.id === id)).toMatchObject({ active: true, isClosed: false });
  });

  it("is counted by the start, which says so", async () => {
    expect(await demoAccounts(urls().ownerUrl)).toBe(11);
  });

  it("may have its key revoked for good, which demo mode refuses", async () => {
    const [demo] = (await listKeys()).filter(({ isDemo }) => isDemo);
    const id = demo?.id as string;
    expect((await refusalOf(revokeKey(operator, id, now)))?.code).toBe("http.demo_key");
    await switchDemo("off");
    await revokeKey(operator, id, now);
    await switchDemo("on");
    expect((await call("GET", "/groups/x/entitlements", key)).status).toBe(401);
  });
});
