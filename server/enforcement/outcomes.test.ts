import { and, asc, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { outgoing, report } from "../../db/schema";
import { claimCase } from "../cases/service/claim";
import { reportProgress } from "../cases/service/receipt";
import { receiveReports } from "../cases/service/receive";
import { bodyOf } from "../delivery/service/order";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later, minute } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, measuresOf, type OpenCase, onSubject, reportedCase, seat, stated } from "../testing/enforcement";
import { publishDefault } from "../testing/reports";
import type { DecideCase } from "./contract";
import { approve, lapseProposals, returnProposal, withdrawProposal } from "./service/approve";
import { decide } from "./service/decide";
import { checkRectification, expireMeasures, liftMeasure, markOverdue, reverseMeasure } from "./service/end";

useDatabase();
const now = testNow();
const key = "key:019aa000-0000-7000-8000-000000000000";
const operator = { kind: "operator", command: "test" } as const;
let moderator: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
});

let made = 0;

/** A case with three reports: of the platform's, of the same person again, and of somebody at the public form. */
async function reported(): Promise<{ found: OpenCase; receipts: { platform: string; form: string } }> {
  const subject = { type: "group" as const, externalId: `g-${++made}` };
  await seat(subject.externalId, `f-${made}`, "founder", now);
  const given = {
    subject,
    source: "in_app" as const,
    category: "fraud_fake_trade",
    reporter: { externalId: `r-${made}` },
  };
  const [first] = await receiveReports(operator, [{ ...given, externalId: `x-${made}` }], now, { origin: key });
  const [form] = await receiveReports(operator, [{ subject, source: "web_form", category: "fraud_fake_trade" }], now);
  if (!first?.ok || !form?.ok) throw new Error("a report of this test was refused");
  const found = await reportedCase(given, later(now, minute), { origin: key });
  return { found, receipts: { platform: first.receipt, form: form.receipt } };
}

const decided = async (found: OpenCase, given: Partial<DecideCase>, at = later(now, hour)) =>
  decide(moderator, await claimed(moderator, found, given, at), at);

/** Every outcome that left about a case's reports, in order, by report. */
const told = async (found: OpenCase) => {
  const rows = await read((tx) =>
    tx
      .select({ order: outgoing, subjectId: outgoing.subjectId, reportId: report.id, state: report.state })
      .from(outgoing)
      .innerJoin(report, sql`${report.id}::text = ${outgoing.payload} #>> '{report,id}'`)
      .where(and(eq(outgoing.type, "report.outcome"), eq(report.caseId, found.id)))
      .orderBy(asc(outgoing.id)),
  );
  return rows.map(({ order, ...rest }) => ({
    ...rest,
    outcome: (JSON.parse(bodyOf(order)) as { outcome: string }).outcome,
  }));
};

/** Everybody who can hear has heard the outcome that stands, in one line; and nobody who cannot was written to. */
async function expectOutcome(
  { found, receipts }: Awaited<ReturnType<typeof reported>>,
  outcomes: readonly ("upheld" | "not_upheld")[],
) {
  const last = outcomes.at(-1) as string;
  const heard = await told(found);
  const reportIds = new Set(heard.map(({ reportId }) => reportId));
  expect(reportIds.size).toBe(2);
  for (const id of reportIds)
    expect(heard.filter(({ reportId }) => reportId === id).map(({ outcome }) => outcome)).toEqual(outcomes);
  for (const { state, subjectId } of heard) expect([state, subjectId]).toEqual([last, found.subjectId]);
  for (const receipt of Object.values(receipts))
    expect(await reportProgress(receipt, later(now, 30 * day))).toMatchObject({
      status: "closed",
      outcome: last,
      closedAt: expect.any(Date),
    });
}

async function expectNothingYet({ found, receipts }: Awaited<ReturnType<typeof reported>>) {
  expect(await told(found)).toEqual([]);
  for (const receipt of Object.values(receipts))
    expect(await reportProgress(receipt, later(now, 30 * day))).toMatchObject({ status: "in_review", outcome: null });
}

const groupMeasure = async (found: OpenCase) =>
  (await measuresOf(found.subjectId))[0] as { id: string; version: number };

describe("a report ends with an outcome that reaches its reporter, when its case", () => {
  it.each(["does_not", "cannot_tell"] as const)("is decided: %s", async (finding) => {
    const given = await reported();
    await decided(given.found, { finding, facts: "" });
    await expectOutcome(given, ["not_upheld"]);
  });

  it("is decided as a violation, with a measure and without one", async () => {
    for (const measures of [true, false]) {
      const given = await reported();
      await decided(given.found, { measures: measures ? [onSubject(given.found, "suspend_posting", 3)] : [] });
      await expectOutcome(given, ["upheld"]);
    }
  });

  it("waits for a second person: nothing yet; and is approved", async () => {
    const given = await reported();
    const { decisionId } = await decided(given.found, { measures: [onSubject(given.found, "close_group")] });
    await expectNothingYet(given);
    await approve(lead, { decisionId, version: 1 }, later(now, 2 * hour));
    await expectOutcome(given, ["upheld"]);
  });

  it.each(["returned", "withdrawn", "lapsed"] as const)(
    "has a proposal that is %s: nothing yet; and is decided in the end",
    async (how) => {
      const given = await reported();
      const { decisionId } = await decided(given.found, { measures: [onSubject(given.found, "close_group")] });
      const end = later(now, how === "lapsed" ? 26 * hour : 2 * hour);
      if (how === "returned") await returnProposal(lead, { decisionId, version: 1, reason: "证据不足" }, end);
      else if (how === "withdrawn") await withdrawProposal(moderator, { decisionId, version: 1 }, end);
      else expect(await lapseProposals(end)).toBe(1);
      await expectNothingYet(given);
      const lease = await claimCase(moderator, { caseId: given.found.id }, end);
      await decide(moderator, stated(given.found, lease.token, { finding: "does_not", facts: "" }), end);
      await expectOutcome(given, ["not_upheld"]);
    },
  );

  it("has a measure that ends by itself or is lifted: the report was right", async () => {
    const expired = await reported();
    await decided(expired.found, { measures: [onSubject(expired.found, "suspend_posting", 3)] });
    await expireMeasures(later(now, 10 * day));
    await expectOutcome(expired, ["upheld"]);
    const lifted = await reported();
    await decided(lifted.found, { measures: [onSubject(lifted.found, "suspend_posting", 3)] });
    const { id, version } = await groupMeasure(lifted.found);
    await liftMeasure(lead, { measureId: id, version, reason: "已改正" }, later(now, 2 * hour));
    await expectOutcome(lifted, ["upheld"]);
  });

  it("is reversed: told again, in the same line, also when the founder's measure is the last to go", async () => {
    const given = await reported();
    const founder = await read((tx) =>
      tx.execute<{ id: string }>(sql`select id from account where external_id = ${`f-${made}`}`),
    );
    await decided(given.found, {
      measures: [
        onSubject(given.found, "suspend_posting", 3),
        {
          ...onSubject({ subjectKind: "account", subjectId: founder[0]?.id as string }, "warn"),
          standing: "founder",
          facts: "未履行管理责任",
        },
      ],
    });
    const group = await groupMeasure(given.found);
    const [person] = await measuresOf(founder[0]?.id as string);
    const reason = "认定有误";
    await reverseMeasure(lead, { measureId: group.id, version: group.version, reason }, later(now, 2 * hour));
    await expectOutcome(given, ["upheld"]);
    await reverseMeasure(
      lead,
      { measureId: person?.id as string, version: person?.version as number, reason },
      later(now, 3 * hour),
    );
    await expectOutcome(given, ["upheld", "not_upheld"]);
  });

  it("opens again because rectification failed: the outcome stands, and a new report gets its own", async () => {
    const given = await reported();
    await decided(given.found, { measures: [onSubject(given.found, "warn_and_rectify", 7, { items: ["删除公告"] })] });
    await markOverdue(later(now, 8 * day));
    const { id, version } = await groupMeasure(given.found);
    const checked = { measureId: id, version, verdict: "failed" as const, note: "没有删除" };
    await checkRectification(lead, checked, later(now, 8 * day));
    await expectOutcome(given, ["upheld"]);
    const again = await reportedCase(
      { subject: { type: "group", externalId: `g-${made}` }, externalId: `again-${made}` },
      later(now, 9 * day),
      { origin: key },
    );
    expect([again.id, again.round]).toEqual([given.found.id, 2]);
    await decided(again, { finding: "does_not", facts: "" }, later(now, 9 * day));
    expect((await told(again)).map(({ outcome }) => outcome)).toEqual(["upheld", "upheld", "not_upheld"]);
  });
});

it("leaves no report of a closed case without an outcome, and none whose last message says otherwise", async () => {
  const rows = await read((tx) =>
    tx.execute<{ wrong: number }>(sql`
      select count(*)::int as wrong from report r join docket_case c on c.id = r.case_id
      where c.state = 'decided' and (
        r.state not in ('upheld', 'not_upheld')
        or (r.origin ~ '^(key|connection):' and r.state is distinct from (
          select o.payload ->> 'outcome' from outgoing o
          where o.type = 'report.outcome' and o.payload #>> '{report,id}' = r.id::text
          order by o.id desc limit 1
        ))
      )`),
  );
  expect(rows[0]?.wrong).toBe(0);
});
