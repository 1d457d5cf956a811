import { eq } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, describe, expect, it } from "vitest";
import { approval, auditEvent, decision } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { newId } from "../kernel/id";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, decideAbout, measuresOf, type OpenCase, onSubject, reportedCase } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import type { ProposedMeasure } from "./contract";
import { decide } from "./service/decide";

const urls = useDatabase();
const now = testNow();
let moderator: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
});

let made = 0;
const decideGroup = (externalId: string, measures: (found: OpenCase) => ProposedMeasure[], at = now) =>
  decideAbout([moderator, lead], { type: "group", externalId }, measures, at);

describe("the database itself", () => {
  const refusal = async (work: (sql: postgres.Sql) => Promise<unknown>) => {
    const client = postgres(urls().ownerUrl, { max: 1, onnotice: () => undefined });
    try {
      await work(client);
      return null;
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    } finally {
      await client.end();
    }
  };
  const restrict = "23001";
  const check = "23514";

  it("keeps what rows say, whoever writes", async () => {
    await decideGroup(`g-${++made}`, (each) => [onSubject(each, "warn_and_rectify", 3, { items: ["一"] })]);
    for (const statement of [
      "update decision set finding = 'does_not'",
      "update decision set proposed_by = gen_random_uuid()",
      "delete from decision",
      "update measure set until_at = now()",
      "update measure set parameters = '{}'",
      "delete from measure",
      "truncate measure",
      "update notice set issued_at = now()",
      "delete from notice",
      "update outgoing set payload = '{}'",
      "delete from outgoing",
      "update rectification set due_at = now()",
      "update report set source = 'staff'",
      "delete from report",
      "delete from evidence",
      "update approval set verdict = 'approved'",
    ])
      expect([statement, await refusal((sql) => sql.unsafe(statement))]).toEqual([statement, restrict]);
  });

  it("takes no approval from the proposer, and no severe measure without one (invariant 3)", async () => {
    const found = await reportedCase({ subject: { type: "group", externalId: `g-${++made}` } }, now);
    const { decisionId } = await decide(
      moderator,
      await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now),
      now,
    );
    const [row] = await read((tx) => tx.select().from(decision).where(eq(decision.id, decisionId)));
    const [event] = await read((tx) => tx.select({ id: auditEvent.id }).from(auditEvent).limit(1));
    const approveBy = (staffId: string) => (sql: postgres.Sql) =>
      sql`insert into approval (id, decision_id, verdict, by_staff, at, event_id) values (${newId(now)}, ${decisionId}, 'approved', ${staffId}, now(), ${event?.id ?? ""})`;
    expect(await refusal(approveBy(row?.proposedBy as string))).toBe(check);
    const enter = async (sql: postgres.Sql, key: string) => {
      await sql`update decision set state = 'effective' where id = ${decisionId}`;
      await sql`insert into measure (id, decision_id, case_id, key, subject_kind, subject_id, subject_name, subject_code, standing, parameters, grounds, from_at, state, delivery, version, entered_at, event_id)
        values (${newId(now)}, ${decisionId}, ${found.id}, ${key}, 'group', ${found.subjectId}, 'x', 'x', 'subject', '{}', '{}', now(), 'in_force', 'queued', 1, now(), ${event?.id ?? ""})`;
    };
    expect(await refusal((sql) => sql.begin((tx) => enter(tx as unknown as postgres.Sql, "close_group")))).toBe(check);
    expect(await refusal((sql) => sql.begin((tx) => enter(tx as unknown as postgres.Sql, "suspend_posting")))).toBe(
      check,
    );
    expect(await read((tx) => tx.$count(approval, eq(approval.decisionId, decisionId)))).toBe(0);
    expect(await measuresOf(found.subjectId)).toEqual([]);
  });
});
