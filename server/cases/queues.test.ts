import { desc, eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { auditEvent } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { read } from "../read";
import { makeCase, makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { AssignQueuesInput } from "./contract";
import { listQueue } from "./service/list";
import { assignQueues, listServing } from "./service/queues";

useDatabase();
const now = testNow();
let lead: StaffActor;
let moderator: StaffActor;
let first: string;
let second: string;

const servedBy = async (id: string) => (await listServing({})).rows.find((row) => row.id === id)?.queues;
const seenBy = async (by: StaffActor) =>
  (await listQueue(by, { order: "priority", limit: 50, state: "waiting" }, now)).rows.map(({ queue }) => queue).sort();
const code = async (work: Promise<unknown>) => (await refusalOf(work))?.code;

beforeAll(async () => {
  await publishDefault(now);
  lead = await makePerson(["lead"], "陈默", now);
  moderator = await makePerson(["moderator"], "许言", now);
  await makePerson(["admin", "compliance_officer"], "邵航", now);
  const { queues } = await listServing({});
  [first, second] = queues.map(({ key }) => key) as [string, string];
  for (const queue of [first, second]) await makeCase(now, { queue });
});

describe("serving queues", () => {
  it("lists whoever may claim cases and nobody else", async () => {
    const { rows, next } = await listServing({});
    expect(rows.map(({ name, roles, queues }) => [name, roles, queues])).toEqual(
      expect.arrayContaining([
        ["陈默", ["lead"], []],
        ["许言", ["moderator"], []],
      ]),
    );
    expect([rows.length, next]).toEqual([2, null]);
  });

  it("gives a person some queues, and all again, each as an entry about her by who did it", async () => {
    expect(await seenBy(moderator)).toEqual([first, second].sort());
    await assignQueues(lead, { staffId: moderator.id, queues: [second, second] }, now);
    expect(await servedBy(moderator.id)).toEqual([second]);
    expect(await seenBy(moderator)).toEqual([second]);
    await assignQueues(lead, { staffId: moderator.id, queues: null }, now);
    expect(await servedBy(moderator.id)).toEqual([]);
    expect(await seenBy(moderator)).toEqual([first, second].sort());
    const entries = await read((tx) =>
      tx
        .select({ action: auditEvent.action, actor: auditEvent.actorRef, body: auditEvent.bodyJson })
        .from(auditEvent)
        .where(eq(auditEvent.subjectId, moderator.id))
        .orderBy(desc(auditEvent.subjectVersion)),
    );
    expect(entries.slice(0, 2)).toMatchObject([
      { action: "staff.queues_set", actor: `staff:${lead.id}`, body: { pub: { queues: null } } },
      { action: "staff.queues_set", actor: `staff:${lead.id}`, body: { pub: { queues: [second] } } },
    ]);
  });

  it("refuses a queue that the policy does not have, and writes nothing", async () => {
    const given = { staffId: moderator.id, queues: [first, "no such queue"] };
    expect(await code(assignQueues(lead, given, now))).toBe("cases.unknown_queue");
    expect(await servedBy(moderator.id)).toEqual([]);
  });

  it("refuses somebody who is not there, no queue at all, and a forged place in the list", async () => {
    const nobody = "00000000-0000-7000-8000-000000000000";
    expect(await code(assignQueues(lead, { staffId: nobody, queues: null }, now))).toBe("cases.missing_person");
    expect(AssignQueuesInput.safeParse({ staffId: moderator.id, queues: [] }).success).toBe(false);
    for (const cursor of ["x", Buffer.from("[1]").toString("base64url")])
      expect(await code(listServing({ cursor }))).toBe("cases.bad_cursor");
  });
});
