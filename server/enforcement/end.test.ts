import { and, asc, eq } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, describe, expect, it } from "vitest";
import {
  approval,
  auditEvent,
  auditPending,
  caseRow,
  creditEntry,
  decision,
  measure,
  outgoing,
  rectification,
  report,
} from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later, minute } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, type OpenCase, onSubject, reportedCase, subjectNamed } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import type { ProposedMeasure } from "./contract";
import { approve, lapseProposals } from "./service/approve";
import { decide } from "./service/decide";
import { checkRectification, expireMeasures, liftMeasure, markOverdue, reverseMeasure } from "./service/end";
import { decisionForm } from "./service/form";

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
const measuresOf = (subjectId: string) =>
  read((tx) =>
    tx.select().from(measure).where(eq(measure.subjectId, subjectId)).orderBy(asc(measure.enteredAt), asc(measure.key)),
  );
const actionsAbout = async (kind: string, id: string) =>
  (
    await read((tx) =>
      tx
        .select({ action: auditEvent.action })
        .from(auditEvent)
        .innerJoin(auditPending, eq(auditPending.eventId, auditEvent.id))
        .where(and(eq(auditEvent.subjectKind, kind), eq(auditEvent.subjectId, id)))
        .orderBy(asc(auditPending.seq)),
    )
  ).map(({ action }) => action);

/** Decides a new case about a group with these measures. */
const decideGroup = async (
  externalId: string,
  measures: (found: OpenCase) => ProposedMeasure[],
  at = now,
): Promise<OpenCase> => {
  const found = await reportedCase({ subject: { type: "group", externalId } }, at);
  await decide(moderator, await claimed(moderator, found, { measures: measures(found) }, at), at);
  return found;
};
const decideAccount = async (externalId: string, measures: (found: OpenCase) => ProposedMeasure[], at = now) => {
  const found = await reportedCase({ subject: { type: "account", externalId } }, at);
  const result = await decide(moderator, await claimed(moderator, found, { measures: measures(found) }, at), at);
  if (result.state === "proposed") await approve(lead, { decisionId: result.decisionId, version: 1 }, at);
  return found;
};

describe("expiry", () => {
  it("lifts both a suspension and a muting that end in the same moment (defect 6)", async () => {
    const account = `a-${++made}`;
    const found = await decideAccount(account, (each) => [
      onSubject(each, "suspend_posting", 3),
      onSubject(each, "suspend_management", 3),
    ]);
    expect((await subjectNamed("account", account)).restrictions).toEqual(["suspend_management", "suspend_posting"]);
    expect(await expireMeasures(later(now, 3 * day - 1))).toBe(0);
    expect(await expireMeasures(later(now, 3 * day))).toBe(2);
    expect((await measuresOf(found.subjectId)).map(({ state, endedAs }) => [state, endedAs])).toEqual([
      ["expired", "expired"],
      ["expired", "expired"],
    ]);
    expect((await subjectNamed("account", account)).restrictions).toEqual([]);
    for (const { id } of await measuresOf(found.subjectId)) {
      expect(await actionsAbout("measure", id)).toEqual(["measure.entered", "measure.expired"]);
      const orders = await read((tx) => tx.select().from(outgoing).where(eq(outgoing.measureId, id)));
      expect(orders.map(({ type }) => type).sort()).toEqual(["measure.ended", "measure.ordered"]);
    }
  });

  it("keeps what still holds: when one of two ends, the other's effect stays", async () => {
    const group = `g-${++made}`;
    await decideGroup(group, (each) => [onSubject(each, "suspend_posting", 3)]);
    await decideGroup(
      group,
      (each) => [onSubject(each, "suspend_posting", 7), onSubject(each, "warn_and_rectify", 14, { items: ["整改"] })],
      later(now, hour),
    );
    await expireMeasures(later(now, 3 * day));
    expect((await subjectNamed("group", group)).status).toBe("posting_suspended");
    await expireMeasures(later(now, 7 * day + hour));
    expect((await subjectNamed("group", group)).status).toBe("rectifying");
    const last = await read((tx) =>
      tx.select().from(outgoing).where(eq(outgoing.type, "measure.ended")).orderBy(asc(outgoing.at)),
    );
    expect(last.at(-1)?.payload).toMatchObject({ stillInForce: [{ key: "warn_and_rectify" }] });
  });

  it("gives credit back as far as no other downgrade holds", async () => {
    const account = `a-${++made}`;
    const found = await decideAccount(account, (each) => [onSubject(each, "lower_credit", 30, { to: "D" })]);
    await decideAccount(account, (each) => [onSubject(each, "lower_credit", 10, { to: "E" })], later(now, hour));
    expect(await subjectNamed("account", account)).toMatchObject({ credit: "E", version: 2 });
    await expireMeasures(later(now, 11 * day));
    expect((await subjectNamed("account", account)).credit).toBe("D");
    await expireMeasures(later(now, 31 * day));
    expect((await subjectNamed("account", account)).credit).toBe("C");
    const ledger = await read((tx) =>
      tx
        .select()
        .from(creditEntry)
        .where(eq(creditEntry.accountId, found.subjectId))
        .orderBy(asc(creditEntry.at), asc(creditEntry.id)),
    );
    expect(ledger.map(({ from, to, reason }) => `${from}${to} ${reason}`)).toEqual([
      "CD measure",
      "DE measure",
      "ED expiry",
      "DC expiry",
    ]);
    expect(await actionsAbout("account", found.subjectId)).toEqual(Array(4).fill("account.credit_changed"));
  });

  it("holds the worse level when the milder downgrade ends first", async () => {
    const account = `a-${++made}`;
    await decideAccount(account, (each) => [onSubject(each, "lower_credit", 10, { to: "D" })]);
    await decideAccount(account, (each) => [onSubject(each, "lower_credit", 30, { to: "E" })], later(now, hour));
    await expireMeasures(later(now, 11 * day));
    expect((await subjectNamed("account", account)).credit).toBe("E");
    await expireMeasures(later(now, 31 * day));
    expect((await subjectNamed("account", account)).credit).toBe("C");
  });

  it("is done once by two workers at the same moment", async () => {
    const subjects = await Promise.all(
      Array.from({ length: 12 }, async (_, at) => {
        const account = `twice-${at}`;
        await decideAccount(account, (each) => [onSubject(each, "suspend_posting", 1)], later(now, 40 * day));
        return account;
      }),
    );
    const at = later(now, 41 * day);
    const ended = await Promise.all([expireMeasures(at), expireMeasures(at), expireMeasures(at)]);
    expect(ended.reduce((sum, count) => sum + count, 0)).toBe(12);
    for (const account of subjects) expect((await subjectNamed("account", account)).restrictions).toEqual([]);
  });
});

describe("lifting and reversing", () => {
  it("ends a measure before its time, once, with its reason sealed", async () => {
    const group = `g-${++made}`;
    const found = await decideGroup(group, (each) => [onSubject(each, "suspend_posting", 7)]);
    const [row] = await measuresOf(found.subjectId);
    const input = { measureId: row?.id as string, version: 1, reason: "群主已清理" };
    expect(await refusalOf(liftMeasure(lead, { ...input, version: 9 }, now))).toMatchObject({
      code: "enforcement.stale",
    });
    await liftMeasure(lead, input, later(now, hour));
    expect((await subjectNamed("group", group)).status).toBe("active");
    expect(await refusalOf(liftMeasure(lead, { ...input, version: 2 }, now))).toMatchObject({
      code: "enforcement.measure_transition",
    });
    expect(await actionsAbout("measure", input.measureId)).toEqual(["measure.entered", "measure.lifted"]);
    const bodies = await read((tx) =>
      tx.select({ body: auditEvent.bodyJson }).from(auditEvent).where(eq(auditEvent.subjectId, input.measureId)),
    );
    expect(JSON.stringify(bodies)).not.toContain("群主已清理");
  });

  it("writes a reversal as a new row that names what it reverses, and turns the reports' outcome", async () => {
    const account = `a-${++made}`;
    const found = await decideAccount(account, (each) => [onSubject(each, "lower_credit", 30, { to: "D" })]);
    const [row] = await measuresOf(found.subjectId);
    const { reversalId } = await reverseMeasure(
      lead,
      { measureId: row?.id as string, version: 1, reason: "认定有误" },
      later(now, hour),
    );
    const rows = await measuresOf(found.subjectId);
    expect(rows.map(({ id, state, reverses }) => ({ id, state, reverses }))).toEqual([
      { id: row?.id, state: "overturned", reverses: null },
      { id: reversalId, state: "lifted", reverses: row?.id },
    ]);
    expect((await subjectNamed("account", account)).credit).toBe("C");
    const [changed] = await read((tx) => tx.select().from(decision).where(eq(decision.caseId, found.id)));
    expect(changed).toMatchObject({ state: "reversed", version: 2 });
    const reports = await read((tx) =>
      tx.select({ state: report.state }).from(report).where(eq(report.caseId, found.id)),
    );
    expect(reports).toEqual([{ state: "not_upheld" }]);
    expect(
      await refusalOf(reverseMeasure(lead, { measureId: reversalId, version: 1, reason: "再撤" }, now)),
    ).toMatchObject({ code: "enforcement.is_reversal" });
  });

  it("tells those who reported that the outcome has turned, once nothing of the decision is left", async () => {
    const subject = { type: "account", externalId: `a-${++made}` } as const;
    const origin = "key:00000000-0000-7000-8000-00000000000a";
    const found = await reportedCase({ subject, externalId: `told-${made}` }, now, { origin });
    const measures = [onSubject(found, "suspend_posting", 3), onSubject(found, "lower_credit", 30, { to: "D" })];
    await decide(moderator, await claimed(moderator, found, { measures }, now), now);
    const told = async () =>
      (
        await read((tx) =>
          tx
            .select()
            .from(outgoing)
            .where(eq(outgoing.subjectId, found.subjectId))
            .orderBy(asc(outgoing.at), asc(outgoing.id)),
        )
      )
        .filter(({ type }) => type === "report.outcome")
        .map(({ payload }) => (payload as { outcome: string }).outcome);
    expect(await told()).toEqual(["upheld"]);
    const [first, second] = await measuresOf(found.subjectId);
    await reverseMeasure(lead, { measureId: first?.id as string, version: 1, reason: "认定有误" }, now);
    expect(await told()).toEqual(["upheld"]);
    await reverseMeasure(lead, { measureId: second?.id as string, version: 1, reason: "认定有误" }, later(now, hour));
    expect(await told()).toEqual(["upheld", "not_upheld"]);
  });

  it("leaves the rest of a decision standing: it is modified, then reversed", async () => {
    const account = `a-${++made}`;
    const found = await decideAccount(account, (each) => [
      onSubject(each, "suspend_posting", 5),
      onSubject(each, "suspend_management", 5),
    ]);
    for (const [index, state] of (["modified", "reversed"] as const).entries()) {
      const row = (await measuresOf(found.subjectId)).find((each) => each.state === "in_force");
      await reverseMeasure(
        lead,
        { measureId: row?.id as string, version: 1, reason: "有误" },
        later(now, hour * (index + 1)),
      );
      const [changed] = await read((tx) => tx.select().from(decision).where(eq(decision.caseId, found.id)));
      expect(changed?.state).toBe(state);
    }
  });

  it("opens a closed group by reversal only, never by expiry", async () => {
    const group = `g-${++made}`;
    const found = await reportedCase({ subject: { type: "group", externalId: group } }, now);
    const { decisionId } = await decide(
      moderator,
      await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now),
      now,
    );
    await approve(lead, { decisionId, version: 1 }, now);
    await expireMeasures(later(now, 3_000 * day));
    expect((await subjectNamed("group", group)).status).toBe("closed");
    const [row] = await measuresOf(found.subjectId);
    await reverseMeasure(lead, { measureId: row?.id as string, version: 1, reason: "认定有误" }, now);
    expect((await subjectNamed("group", group)).status).toBe("active");
  });
});

describe("rectification", () => {
  const assign = async () => {
    const group = `g-${++made}`;
    const found = await decideGroup(group, (each) => [
      onSubject(each, "warn_and_rectify", 3, { items: ["删除引流信息"] }),
    ]);
    const [row] = await measuresOf(found.subjectId);
    return { group, measureId: row?.id as string, caseId: found.id };
  };
  const stateOf = async (measureId: string) =>
    (await read((tx) => tx.select().from(rectification).where(eq(rectification.measureId, measureId))))[0];

  it("is marked overdue by the worker, once, and does not expire by itself", async () => {
    const { group, measureId } = await assign();
    expect(await markOverdue(later(now, 3 * day - 1))).toBe(0);
    const twice = await Promise.all([markOverdue(later(now, 3 * day)), markOverdue(later(now, 3 * day))]);
    expect(twice[0] + twice[1]).toBeGreaterThan(0);
    expect(await stateOf(measureId)).toMatchObject({ state: "overdue", version: 2 });
    expect((await subjectNamed("group", group)).status).toBe("rectifying");
    expect(await actionsAbout("measure", measureId)).toEqual(["measure.entered", "measure.rectification_overdue"]);
  });

  it.each(["passed", "failed"] as const)("ends with a re-check by hand: %s", async (verdict) => {
    const { group, measureId } = await assign();
    await checkRectification(moderator, { measureId, version: 1, verdict, note: "已复查" }, later(now, day));
    expect(await stateOf(measureId)).toMatchObject({ state: verdict, checkedBy: moderator.id });
    expect((await subjectNamed("group", group)).status).toBe("active");
    const again = checkRectification(moderator, { measureId, version: 2, verdict, note: "再查" }, now);
    expect(await refusalOf(again)).toMatchObject({ code: "enforcement.rectification_transition" });
  });

  it("opens the case for a new round when the re-check fails, and recommends the next rung", async () => {
    const { measureId, caseId } = await assign();
    const at = later(now, day);
    await checkRectification(moderator, { measureId, version: 1, verdict: "failed", note: "引流信息仍在" }, at);
    const [row] = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.id, caseId)));
    expect(row).toMatchObject({ state: "reopened", round: 2, decidedAt: null });
    expect(row?.dueAt.getTime()).toBeGreaterThan(at.getTime());
    expect((await actionsAbout("case", caseId)).at(-1)).toBe("case.reopened");
    const { recommendations } = await decisionForm(caseId, at);
    expect(recommendations[0]?.measures[0]?.key).toBe("suspend_posting");
  });

  it("leaves a decided case as it is after a passed re-check, or beside a later case of the same group", async () => {
    const passed = await assign();
    await checkRectification(
      moderator,
      { measureId: passed.measureId, version: 1, verdict: "passed", note: "已改" },
      now,
    );
    const { group, measureId, caseId } = await assign();
    const next = await reportedCase({ subject: { type: "group", externalId: group } }, now);
    await checkRectification(moderator, { measureId, version: 1, verdict: "failed", note: "未改" }, now);
    for (const id of [passed.caseId, caseId])
      expect((await read((tx) => tx.select().from(caseRow).where(eq(caseRow.id, id))))[0]?.state).toBe("decided");
    const { recommendations } = await decisionForm(next.id, now);
    expect(recommendations[0]?.measures[0]?.key).toBe("suspend_posting");
  });
});

describe("a proposal that nobody answers", () => {
  it("lapses after a day by an act of the system, and its case waits again", async () => {
    const found = await reportedCase({ subject: { type: "group", externalId: `g-${++made}` } }, now);
    await decide(moderator, await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now), now);
    expect(await lapseProposals(later(now, day - minute))).toBe(0);
    const lapsed = await Promise.all([lapseProposals(later(now, day)), lapseProposals(later(now, day))]);
    expect(lapsed[0] + lapsed[1]).toBe(1);
    const [row] = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.id, found.id)));
    expect(row).toMatchObject({ state: "open", version: 3 });
    expect(await actionsAbout("case", found.id)).toEqual(["report.received", "decision.proposed", "decision.lapsed"]);
  });
});

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
