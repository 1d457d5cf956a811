import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { auditEvent, policyVersion } from "../../db/schema";
import { seedPolicy } from "../../db/seed/policy";
import type { OperatorActor, Role, StaffActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import type { PolicyDocument } from "./contract";
import { defaultDocument } from "./default";
import { currentPolicy, forgetPolicies, listPolicies, policyAt, publishPolicy } from "./service";

const urls = useDatabase();
const now = new Date("2026-11-22T06:00:00Z");
const staff = (...roles: Role[]): StaffActor => ({ kind: "staff", id: newId(now), roles, sessionId: newId(now) });
const operator: OperatorActor = { kind: "operator", command: "start" };
const lead = staff("lead");
const other = "staff:somebody-else";

const refusal = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Refused);
  return (error as Refused).refusal;
};
const labelled = (label: string): PolicyDocument => ({ ...defaultDocument, label });

beforeAll(() => seedPolicy(now));
beforeEach(() => forgetPolicies());

test("the first start publishes the default alone, and the log says that it did", async () => {
  const policy = await currentPolicy();
  expect(policy).toMatchObject({ number: 1, label: "2026.1", effectiveFrom: now });
  expect(policy.document).toEqual(defaultDocument);
  const [event] = await read((tx) => tx.select().from(auditEvent).where(eq(auditEvent.action, "policy.published")));
  expect(event).toMatchObject({ kind: "policy", actorRef: "operator:start", subjectVersion: 1 });
  expect(event?.bodyJson).toMatchObject({
    pub: { number: 1, sha256: policy.sha256, atFirstStart: true, draftedBy: "operator:start" },
  });
});

test("a second start publishes nothing", async () => {
  await seedPolicy(now);
  expect((await currentPolicy()).number).toBe(1);
});

describe("publishing", () => {
  test("takes a second person, who is not the author", async () => {
    const document = labelled("own draft");
    const own = await refusal(publishPolicy(lead, { document, draftedBy: `staff:${lead.id}` }, now));
    expect(own).toMatchObject({ code: "policy.own_draft", status: 403 });
    const admin = await refusal(publishPolicy(staff("admin"), { document, draftedBy: other }, now));
    expect(admin.code).toBe("policy.not_allowed");
    const again = await refusal(publishPolicy(operator, { document, draftedBy: "operator:start" }, now));
    expect(again.code).toBe("policy.not_first");
    expect(await read((tx) => tx.$count(policyVersion))).toBe(1);
  });

  test("makes the next number current at once, and the old one stays as it was", async () => {
    const published = await publishPolicy(lead, { document: labelled("2026.2"), draftedBy: other }, now);
    expect(published.number).toBe(2);
    expect((await currentPolicy()).label).toBe("2026.2");
    expect((await policyAt(1)).document).toEqual(defaultDocument);
    expect((await refusal(policyAt(99))).code).toBe("policy.missing");
  });

  test("refuses what was published before", async () => {
    const same = await refusal(publishPolicy(lead, { document: defaultDocument, draftedBy: other }, now));
    expect(same).toMatchObject({ code: "policy.unchanged", details: { number: 1 } });
  });

  test("two at once make one version each, or one of them is told to try again", async () => {
    const before = (await currentPolicy()).number;
    const both = await Promise.allSettled(
      ["race a", "race b"].map((label) => publishPolicy(lead, { document: labelled(label), draftedBy: other }, now)),
    );
    const numbers = both.flatMap((each) => (each.status === "fulfilled" ? [each.value.number] : []));
    for (const each of both) if (each.status === "rejected") expect(each.reason).toBeInstanceOf(Refused);
    expect(numbers.length).toBeGreaterThan(0);
    expect(new Set(numbers).size).toBe(numbers.length);
    forgetPolicies();
    expect((await currentPolicy()).number).toBe(before + numbers.length);
  });

  test.each([
    [
      "/taxonomy/1/severity",
      { taxonomy: defaultDocument.taxonomy.map((c, i) => (i === 1 ? { ...c, severity: null } : c)) },
    ],
    [
      "/taxonomy/1/parent",
      { taxonomy: defaultDocument.taxonomy.map((c, i) => (i === 1 ? { ...c, parent: "nowhere" } : c)) },
    ],
    [
      "/taxonomy/2/clause",
      { taxonomy: defaultDocument.taxonomy.map((c, i) => (i === 2 ? { ...c, clause: "4.1.1" } : c)) },
    ],
    [
      "/ladder/group/steps/0/1",
      {
        ladder: {
          ...defaultDocument.ladder,
          group: {
            ...defaultDocument.ladder.group,
            steps: [[1, 0, 0, 1, 1], ...defaultDocument.ladder.group.steps.slice(1)],
          },
        },
      },
    ],
    ["/sla/minutesBySeverity/4", { sla: { ...defaultDocument.sla, minutesBySeverity: [10, 10, 10, 10, 20] } }],
    ["/routing/default", { routing: { rules: [], default: "nowhere" } }],
    ["/thresholds/undoSeconds", { thresholds: { ...defaultDocument.thresholds, undoSeconds: 300 } }],
    ["/grading/matrix", { grading: { ...defaultDocument.grading, memberBands: [100] } }],
  ] as const)("refuses a document with a fault at %s and names it", async (pointer, change) => {
    const document = { ...defaultDocument, ...change } as unknown as PolicyDocument;
    const found = await refusal(publishPolicy(lead, { document, draftedBy: other }, now));
    expect(found.code).toBe("policy.invalid");
    expect(found.fields.map((field) => field.pointer)).toContain(pointer);
  });
});

test("versions are listed newest first, page by page", async () => {
  const first = await listPolicies({ limit: 2 });
  expect(first.rows).toHaveLength(2);
  const rest = await listPolicies({ limit: 200, cursor: first.next ?? "" });
  const numbers = [...first.rows, ...rest.rows].map((row) => row.number);
  expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  expect(numbers.at(-1)).toBe(1);
  expect(rest.next).toBeNull();
  expect((await refusal(listPolicies({ limit: 2, cursor: "x" }))).code).toBe("policy.bad_cursor");
});

test("nothing published ever changes, not even for the owner of the table", async () => {
  const owner = postgres(urls().ownerUrl, { max: 1 });
  try {
    await expect(owner`update policy_version set label = 'x'`).rejects.toThrow(/its rows only ever come/);
    await expect(owner`delete from policy_version`).rejects.toThrow(/its rows only ever come/);
    await expect(owner`truncate policy_version`).rejects.toThrow();
  } finally {
    await owner.end();
  }
  expect(
    await read((tx) => tx.execute(sql`select count(*)::int as n from policy_version where label = 'x'`)),
  ).toMatchObject([{ n: 0 }]);
});
