import { asc } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { auditEvent } from "../../db/schema";
import { createEndpoint, rotateSecret, setEndpoint } from "../delivery/service/endpoint";
import { createKey, revokeKey } from "../http/keys";
import { createConnection, revokeConnection } from "../intake/service/connections";
import type { StaffActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import { read } from "../read";
import { addWithTemporaryPassword } from "../staff/service/add";
import { useDatabase } from "../testing/database";

useDatabase();
const now = new Date("2026-11-22T08:00:00.000Z");
const admin: StaffActor = { kind: "staff", id: newId(now), roles: ["admin"], sessionId: newId(now) };

let seen = 0;
/** Entries since the last look. */
const entries = async () => {
  const rows = await read((tx) => tx.select().from(auditEvent).orderBy(asc(auditEvent.appendedAt), asc(auditEvent.id)));
  const fresh = rows.filter((row) => row.actorRef === `staff:${admin.id}`);
  expect(rows).toHaveLength(fresh.length);
  const found = fresh.length - seen;
  seen = fresh.length;
  return { found, bodies: fresh.map((row) => row.body.toString()).join("\n"), actions: fresh.map((row) => row.action) };
};

describe("peers.md defect 11: configuration changes record the service, not the person, or leave no entry", () => {
  const secrets: string[] = [];
  afterEach(async () => {
    const { bodies } = await entries();
    for (const secret of secrets) expect(bodies).not.toContain(secret.slice(8));
  });

  test("keys", async () => {
    const { id, key } = await createKey(
      admin,
      { name: "platform", scopes: ["reports:write"], sources: ["in_app"] },
      now,
    );
    secrets.push(key);
    await revokeKey(admin, id, now);
    expect(await entries()).toMatchObject({
      found: 2,
      actions: expect.arrayContaining(["access.key_created", "access.key_revoked"]),
    });
  });

  test("connections", async () => {
    const { id, key } = await createConnection(admin, { id: "synapse-1", format: "synapse", source: "in_app" }, now);
    secrets.push(key);
    await revokeConnection(admin, id, now);
    expect(await entries()).toMatchObject({
      found: 4,
      actions: expect.arrayContaining(["configuration.connection_created", "configuration.connection_revoked"]),
    });
  });

  test("endpoints", async () => {
    const { id, secret } = await createEndpoint(admin, { url: "https://platform.example/hook", types: [] }, now);
    secrets.push(secret);
    await setEndpoint(admin, { endpointId: id, version: 1 }, false, now);
    secrets.push((await rotateSecret(admin, { endpointId: id, version: 2 }, now)).secret);
    expect(await entries()).toMatchObject({ found: 3 });
  });

  test("people", async () => {
    await addWithTemporaryPassword(admin, { email: "new@example.com", name: "新人", roles: [] }, now);
    const { found, bodies } = await entries();
    expect(found).toBe(1);
    expect(bodies).not.toContain("新人");
    expect(bodies).not.toContain("new@example.com");
  });
});
