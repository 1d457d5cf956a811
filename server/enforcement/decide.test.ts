import { and, asc, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import {
  auditEvent,
  auditPending,
  caseRow,
  creditEntry,
  decision,
  measure,
  notice,
  outbox,
  outgoing,
  rectification,
  report,
} from "../../db/schema";
import { claimCase } from "../cases/service/claim";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later, minute } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, type OpenCase, onSubject, reportedCase, seat, stated, subjectNamed } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { approve, returnProposal, withdrawProposal } from "./service/approve";
import { decide, previewDecision } from "./service/decide";
import { decisionForm } from "./service/form";

useDatabase();
const now = testNow();
let moderator: StaffActor;
let other: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  other = await makePerson(["moderator"], "林静", now);
  lead = await makePerson(["lead"], "陈默", now);
});

let made = 0;
const groupCase = (given: Parameters<typeof reportedCase>[0] | null = null): Promise<OpenCase> =>
  reportedCase(given ?? { subject: { type: "group", externalId: `g-${++made}` } }, now);

const entriesOf = (caseId: string) =>
  read((tx) =>
    tx
      .select({
        action: auditEvent.action,
        body: auditEvent.bodyJson,
        version: auditEvent.subjectVersion,
        kind: auditEvent.subjectKind,
      })
      .from(auditEvent)
      .innerJoin(auditPending, eq(auditPending.eventId, auditEvent.id))
      .where(eq(auditEvent.caseId, caseId))
      .orderBy(asc(auditPending.seq)),
  );
const rowsOf = async (caseId: string) =>
  read(async (tx) => ({
    decisions: await tx.select().from(decision).where(eq(decision.caseId, caseId)),
    measures: await tx.select().from(measure).where(eq(measure.caseId, caseId)),
    reports: await tx.select().from(report).where(eq(report.caseId, caseId)),
    case: (await tx.select().from(caseRow).where(eq(caseRow.id, caseId)))[0],
    orders: await tx
      .select({ order: outgoing })
      .from(outgoing)
      .innerJoin(auditEvent, eq(auditEvent.id, outgoing.eventId))
      .where(eq(auditEvent.caseId, caseId)),
  }));

describe("a decision that is not severe", () => {
  it("takes effect at once, as one fact: decision, measure, status, reports, case, notice, order and entries", async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, now);
    const result = await decide(moderator, input, now);
    expect(result).toMatchObject({ state: "effective", measures: 1 });
    const rows = await rowsOf(found.id);
    expect(rows.decisions).toHaveLength(1);
    expect(rows.decisions[0]).toMatchObject({
      state: "effective",
      severe: false,
      round: 1,
      clauses: ["fraud_fake_trade"],
    });
    expect(rows.measures).toMatchObject([{ key: "suspend_posting", state: "in_force", until: later(now, 7 * day) }]);
    expect(rows.reports.map((row) => row.state)).toEqual(["upheld"]);
    expect(rows.case).toMatchObject({ state: "decided", decidedAt: now });
    expect(rows.orders.map(({ order }) => order.type).sort()).toEqual(["measure.ordered", "notice.issued"]);
    expect((await subjectNamed("group", `g-${made}`)).status).toBe("posting_suspended");
    const entries = await entriesOf(found.id);
    expect(entries.map((entry) => entry.action)).toEqual([
      "report.received",
      "decision.taken",
      "measure.entered",
      "notice.issued",
    ]);
    expect(rows.case?.version).toBe(2);
    expect(entries[2]?.body).toMatchObject({
      pub: {
        measure: "suspend_posting",
        subjectKind: "group",
        standing: "subject",
        until: later(now, 7 * day).toISOString(),
        clauses: [expect.stringMatching(/^\d+\.\d+/)],
        legal: expect.arrayContaining([
          expect.objectContaining({ law: expect.any(String), article: expect.any(Number) }),
        ]),
        policy: 1,
      },
    });
    const ids = rows.orders.map(({ order }) => order.id);
    const effects = await read((tx) => tx.select().from(outbox));
    expect(effects.filter(({ topic }) => topic === "deliver").map(({ key }) => key)).toEqual(
      expect.arrayContaining(ids),
    );
  });

  it("warns an account again, but sets a group right only once at a time and recommends the next rung meanwhile", async () => {
    const account = () => groupCase({ subject: { type: "account", externalId: "warned-twice" } });
    for (const _ of [1, 2]) {
      const found = await account();
      const input = await claimed(moderator, found, { measures: [onSubject(found, "warn", null)] }, now);
      expect(await decide(moderator, input, now)).toMatchObject({ state: "effective", measures: 1 });
    }
    const group = () => groupCase({ subject: { type: "group", externalId: "rectifying-twice" } });
    const first = await group();
    const items = { items: ["删除引流信息"] };
    const rectify = async (found: OpenCase) =>
      claimed(moderator, found, { measures: [onSubject(found, "warn_and_rectify", 7, items)] }, now);
    await decide(moderator, await rectify(first), now);
    const second = await group();
    expect(await refusalOf(decide(moderator, await rectify(second), now))).toMatchObject({
      fields: [{ pointer: "/measures/0/key" }],
    });
    const form = await decisionForm(second.id, now);
    const keys = form.recommendations.map(({ measures }) => measures.map(({ key }) => key));
    expect(keys.flat()).not.toContain("warn_and_rectify");
    expect(keys[0]).toContain("suspend_posting");
    expect(form.holding).toEqual(["warn_and_rectify"]);
    expect((await decisionForm((await account()).id, now)).holding).toEqual([]);
  });

  it("may find no violation with no measure, no clause and no notice", async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { finding: "does_not", facts: "" }, now);
    expect(await decide(moderator, { ...input, deviationReason: undefined }, now)).toMatchObject({
      state: "effective",
      orders: 0,
    });
    const rows = await rowsOf(found.id);
    expect(rows.reports.map((row) => row.state)).toEqual(["not_upheld"]);
    expect(rows.measures).toEqual([]);
  });

  it("carries a founder and a manager with facts of their own, and lowers credit through the ledger", async () => {
    const found = await groupCase();
    const { account: founder } = await seat(`g-${made}`, `founder-${made}`, "founder", now);
    const { account: manager } = await seat(`g-${made}`, `manager-${made}`, "manager", now);
    const measures = [
      onSubject(found, "warn_and_rectify", 7, { items: ["删除引流信息"] }),
      {
        key: "lower_credit" as const,
        subject: { kind: "account" as const, id: founder.id },
        standing: "founder" as const,
        parameters: { to: "D" },
        days: 90,
        facts: "放任成员发布虚假交易。",
      },
      {
        key: "suspend_management" as const,
        subject: { kind: "account" as const, id: manager.id },
        standing: "manager" as const,
        parameters: {},
        days: 14,
        facts: "收到举报后未处理。",
      },
    ];
    await decide(moderator, await claimed(moderator, found, { measures }, now), now);
    expect(await subjectNamed("account", `founder-${made}`)).toMatchObject({ credit: "D", version: 1 });
    expect((await subjectNamed("account", `manager-${made}`)).restrictions).toEqual(["suspend_management"]);
    expect((await subjectNamed("group", `g-${made}`)).status).toBe("rectifying");
    const ledger = await read((tx) => tx.select().from(creditEntry).where(eq(creditEntry.accountId, founder.id)));
    expect(ledger).toMatchObject([{ from: "C", to: "D", reason: "measure" }]);
    const notices = await read((tx) =>
      tx
        .select()
        .from(notice)
        .innerJoin(decision, eq(decision.id, notice.decisionId))
        .where(eq(decision.caseId, found.id)),
    );
    expect(notices).toHaveLength(3);
    const owed = await read((tx) => tx.select().from(rectification).where(eq(rectification.groupId, found.subjectId)));
    expect(owed).toMatchObject([{ state: "assigned", dueAt: later(now, 7 * day) }]);
    const entries = await entriesOf(found.id);
    const changed = entries.find((entry) => entry.action === "account.credit_changed");
    expect(changed).toMatchObject({
      version: 1,
      kind: "account",
      body: { pub: { from: "C", to: "D", reason: "measure" } },
    });
    expect(JSON.stringify(entries.map((entry) => entry.body))).not.toContain("引流");
  });
});

describe("a refused decision", () => {
  const cases: [
    string,
    Partial<Parameters<typeof stated>[2]> | ((found: OpenCase) => Parameters<typeof stated>[2]),
    string,
  ][] = [
    ["no clause", { clauses: [] }, "/clauses"],
    ["a branch as its clause", { clauses: ["fraud"] }, "/clauses/0"],
    ["no facts", { facts: "  " }, "/facts"],
    [
      "measures without a violation",
      (found) => ({ finding: "cannot_tell", measures: [onSubject(found, "suspend_posting", 3)] }),
      "/measures",
    ],
    ["a measure that does not fit", (found) => ({ measures: [onSubject(found, "warn")] }), "/measures/0/key"],
    ["no days", (found) => ({ measures: [onSubject(found, "suspend_posting")] }), "/measures/0/days"],
    [
      "days where there is no term",
      (found) => ({ measures: [onSubject(found, "close_group", 3)] }),
      "/measures/0/days",
    ],
    [
      "no items to put right",
      (found) => ({ measures: [onSubject(found, "warn_and_rectify", 3)] }),
      "/measures/0/parameters/items",
    ],
    [
      "an unknown parameter",
      (found) => ({ measures: [onSubject(found, "suspend_posting", 3, { loud: true })] }),
      "/measures/0/parameters",
    ],
    [
      "the same measure twice",
      (found) => ({ measures: [onSubject(found, "suspend_posting", 3), onSubject(found, "suspend_posting", 4)] }),
      "/measures/1/key",
    ],
    [
      "a deviation without its reason",
      (found) => ({ measures: [onSubject(found, "suspend_posting", 3)], deviationReason: "" }),
      "/deviationReason",
    ],
    [
      "evidence of another case",
      { evidence: [{ id: "019aa000-0000-7000-8000-000000000000", finding: "violates" }] },
      "/evidence/0/id",
    ],
  ];
  it.each(cases)("names its field and writes nothing: %s", async (_, given, pointer) => {
    const found = await groupCase();
    const input = await claimed(moderator, found, typeof given === "function" ? given(found) : given, now);
    const refusal = await refusalOf(decide(moderator, input, now));
    expect(refusal).toMatchObject({ code: "enforcement.incomplete", status: 422 });
    expect(refusal?.fields.map((field) => field.pointer)).toContain(pointer);
    const rows = await rowsOf(found.id);
    expect(rows).toMatchObject({ decisions: [], measures: [], orders: [], case: { state: "open", version: 1 } });
  });

  it("never measures a founder by role alone, nor somebody who is no founder", async () => {
    const found = await groupCase();
    const { account: founder } = await seat(`g-${made}`, `founder-${made}`, "founder", now);
    const { account: member } = await seat(`g-${made}`, `member-${made}`, "member", now);
    const on = (id: string, facts?: string) => ({
      key: "suspend_management" as const,
      subject: { kind: "account" as const, id },
      standing: "founder" as const,
      parameters: {},
      days: 7,
      facts,
    });
    const input = await claimed(moderator, found, { measures: [on(founder.id), on(member.id, "事实")] }, now);
    const refusal = await refusalOf(decide(moderator, input, now));
    expect(refusal?.fields.map((field) => field.pointer)).toEqual(["/measures/0/facts", "/measures/1/standing"]);
  });

  it("is a conflict with a lost lease or another round", async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { finding: "does_not", facts: "" }, now);
    expect(await refusalOf(decide(moderator, { ...input, round: 2 }, now))).toMatchObject({
      code: "enforcement.stale_round",
      status: 409,
    });
    expect(await refusalOf(decide(other, input, now))).toMatchObject({ code: "cases.lost_to", status: 409 });
    expect(await refusalOf(decide(moderator, input, later(now, 3 * minute)))).toMatchObject({
      code: "cases.lost",
      status: 409,
    });
    const taken = await claimCase(other, { caseId: found.id }, later(now, 3 * minute));
    expect(await refusalOf(decide(moderator, input, later(now, 3 * minute)))).toMatchObject({ code: "cases.lost_to" });
    expect(await rowsOf(found.id)).toMatchObject({ decisions: [], case: { version: 1 } });
    await decide(other, { ...input, claimToken: taken.token }, later(now, 3 * minute));
  });
});

describe("invariant 2, defect 18 (two people decide the same case; both acts are logged and the last write wins)", () => {
  it("lets 16 people at one case make exactly one decision", async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, now);
    const people = await Promise.all(
      Array.from({ length: 15 }, (_, at) => makePerson(["moderator"], `审核员${at}`, now)),
    );
    const tries = await Promise.allSettled([moderator, ...people].map((by) => decide(by, input, now)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    // The same person twice, from two tabs with the same token.
    const second = await groupCase();
    const same = await claimed(moderator, second, { finding: "does_not", facts: "" }, now);
    const tabs = await Promise.allSettled(Array.from({ length: 16 }, () => decide(moderator, same, now)));
    expect(tabs.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const id of [found.id, second.id]) {
      expect((await rowsOf(id)).decisions).toHaveLength(1);
      expect((await entriesOf(id)).filter(({ action }) => action === "decision.taken")).toHaveLength(1);
    }
  });
});

describe("a severe decision", () => {
  const proposeClosing = async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now);
    const { decisionId, state } = await decide(moderator, input, now);
    expect(state).toBe("proposed");
    return { found, decisionId, externalId: `g-${made}` };
  };

  it("waits for a second person and changes nothing until then (invariant 3)", async () => {
    const { found, decisionId, externalId } = await proposeClosing();
    const rows = await rowsOf(found.id);
    expect(rows).toMatchObject({ measures: [], orders: [], case: { state: "awaiting_approval" } });
    expect(rows.reports.map((row) => row.state)).toEqual(["attached"]);
    expect((await subjectNamed("group", externalId)).status).toBe("active");
    expect(await refusalOf(approve(moderator, { decisionId, version: 1 }, now))).toMatchObject({
      code: "enforcement.own_proposal",
      status: 403,
    });
    expect(await refusalOf(approve(lead, { decisionId, version: 2 }, now))).toMatchObject({
      code: "enforcement.stale",
    });
    expect(await refusalOf(approve(lead, { decisionId, version: 1 }, later(now, 24 * hour)))).toMatchObject({
      code: "enforcement.lapsed",
    });
    await approve(lead, { decisionId, version: 1 }, later(now, hour));
    expect((await subjectNamed("group", externalId)).status).toBe("closed");
    const after1 = await rowsOf(found.id);
    expect(after1.measures).toMatchObject([{ key: "close_group", state: "in_force", from: later(now, hour) }]);
    expect(after1.case).toMatchObject({ state: "decided", version: 3 });
    expect((await entriesOf(found.id)).map(({ action }) => action)).toEqual([
      "report.received",
      "decision.proposed",
      "decision.approved",
      "measure.entered",
      "notice.issued",
    ]);
    expect(await refusalOf(approve(lead, { decisionId, version: 2 }, later(now, hour)))).toMatchObject({
      code: "enforcement.decision_transition",
    });
  });

  it("is approved once by two leads at the same moment", async () => {
    const { found, decisionId } = await proposeClosing();
    const lead2 = await makePerson(["lead"], "陆明", now);
    const tries = await Promise.allSettled([lead, lead2].map((by) => approve(by, { decisionId, version: 1 }, now)));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await rowsOf(found.id)).measures).toHaveLength(1);
  });

  it("goes back with a reason, and the proposer holds the case again", async () => {
    const { found, decisionId } = await proposeClosing();
    await returnProposal(lead, { decisionId, version: 1, reason: "证据不足" }, now);
    const rows = await rowsOf(found.id);
    expect(rows).toMatchObject({ decisions: [{ state: "returned" }], measures: [], case: { state: "open", round: 1 } });
    const lease = await claimCase(moderator, { caseId: found.id }, now);
    await decide(moderator, stated(found, lease.token, { finding: "does_not", facts: "" }), now);
    expect((await rowsOf(found.id)).decisions.map(({ state }) => state).sort()).toEqual(["effective", "returned"]);
  });

  it("can be taken back by its proposer only", async () => {
    const { found, decisionId } = await proposeClosing();
    expect(await refusalOf(withdrawProposal(lead, { decisionId, version: 1 }, now))).toMatchObject({
      code: "enforcement.not_proposer",
    });
    await withdrawProposal(moderator, { decisionId, version: 1 }, now);
    expect(await rowsOf(found.id)).toMatchObject({ decisions: [{ state: "withdrawn" }], case: { state: "open" } });
  });

  it("is checked again when it is approved: a level that has fallen meanwhile cannot be lowered to where it is", async () => {
    const account = `a-${++made}`;
    const found = await reportedCase({ subject: { type: "account", externalId: account } }, now);
    const input = await claimed(
      moderator,
      found,
      { measures: [onSubject(found, "lower_credit", 90, { to: "E" })] },
      now,
    );
    const { decisionId, state } = await decide(moderator, input, now);
    expect(state).toBe("proposed");
    const group = await groupCase();
    const { account: person } = await seat(`g-${made}`, account, "founder", now);
    for (const to of ["D", "E"]) {
      const each = to === "D" ? group : await groupCase();
      if (to === "E") await seat(`g-${made}`, account, "founder", now);
      const carried = {
        key: "lower_credit" as const,
        subject: { kind: "account" as const, id: person.id },
        standing: "founder" as const,
        parameters: { to },
        days: 30,
        facts: "放任违规。",
      };
      await decide(other, await claimed(other, each, { measures: [carried] }, now), now);
    }
    const refusal = await refusalOf(approve(lead, { decisionId, version: 1 }, now));
    expect(refusal).toMatchObject({ code: "enforcement.changed", status: 409 });
    expect((await rowsOf(found.id)).measures).toEqual([]);
  });
});

describe("a preview", () => {
  it("is the act (invariant 11): the same measures, severity, notice, orders and status, and it writes nothing", async () => {
    const found = await groupCase();
    const { account: founder } = await seat(`g-${made}`, `founder-${made}`, "founder", now);
    const measures = [
      onSubject(found, "suspend_posting", 7),
      {
        key: "lower_credit" as const,
        subject: { kind: "account" as const, id: founder.id },
        standing: "founder" as const,
        parameters: { to: "D" },
        days: 90,
        facts: "放任成员发布虚假交易。",
      },
    ];
    const input = await claimed(moderator, found, { measures }, now);
    const preview = await previewDecision(moderator, input, now);
    if (!preview.ok) throw new Error("the preview was refused");
    expect(await rowsOf(found.id)).toMatchObject({ decisions: [], measures: [], case: { version: 1 } });
    const result = await decide(moderator, input, now);
    const rows = await rowsOf(found.id);
    const shown = preview.next.effected;
    expect(result.orders).toBe(shown.orders.length);
    expect(
      rows.measures
        .map(({ key, from, until, parameters }) => ({ key, from, until, parameters }))
        .sort((a, b) => a.key.localeCompare(b.key)),
    ).toEqual(
      shown.measures
        .map(({ key, from, until, parameters }) => ({ key, from, until, parameters }))
        .sort((a, b) => a.key.localeCompare(b.key)),
    );
    expect(shown.standings.map(({ status, credit }) => ({ status, credit }))).toEqual([
      { status: "posting_suspended", credit: null },
      { status: null, credit: { from: "C", to: "D" } },
    ]);
    expect((await subjectNamed("group", `g-${made}`)).status).toBe("posting_suspended");
    expect((await subjectNamed("account", `founder-${made}`)).credit).toBe("D");
  });

  it("refuses what the act refuses, by the same words", async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { clauses: [], facts: "" }, now);
    const preview = await previewDecision(moderator, input, now);
    expect(preview.ok).toBe(false);
    expect(preview.ok ? null : preview.refusal).toEqual(await refusalOf(decide(moderator, input, now)));
  });
});

describe("invariant 5, defect 19 (two stores, not atomic), defect 20 (enforcement is fire-and-forget), defect 12 (notices before the audit commits)", () => {
  it("commits decision, measures, entries, notices and orders together: each names an entry of the same act", async () => {
    const found = await groupCase();
    const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, now);
    await decide(moderator, input, now);
    const [counts] = await read((tx) =>
      tx.execute<{ orphans: number }>(sql`
        select (
          (select count(*) from decision d left join audit_event e on e.id = d.event_id where e.id is null)
          + (select count(*) from measure m left join audit_event e on e.id = m.event_id where e.id is null)
          + (select count(*) from notice n left join audit_event e on e.id = n.event_id where e.id is null)
          + (select count(*) from outgoing o left join audit_event e on e.id = o.event_id where e.id is null)
          + (select count(*) from measure m where not exists (
              select from outgoing o where o.measure_id = m.id and o.type = 'measure.ordered'))
        )::int as orphans`),
    );
    expect(counts?.orphans).toBe(0);
  });

  it("leaves nothing half-written when the last statement fails", async () => {
    const found = await groupCase();
    // The founder's facts are as long as a body may be twice over: the entry cannot be appended.
    const input = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 7)] }, now);
    const before = await read((tx) => tx.$count(outbox));
    await expect(decide({ ...moderator, id: "not-a-uuid" }, { ...input }, now)).rejects.toThrow();
    expect(await rowsOf(found.id)).toMatchObject({
      decisions: [],
      measures: [],
      orders: [],
      case: { state: "open", version: 1 },
    });
    expect(await read((tx) => tx.$count(outbox))).toBe(before);
  });
});

describe("each report", () => {
  it("gets its own outcome: an act on one message does not uphold reports about another (defect 9)", async () => {
    const author = `author-${++made}`;
    const about = (message: string, reporter: string) => ({
      subject: { type: "message" as const, externalId: message, groupExternalId: "room", authorExternalId: author },
      reporter: { externalId: reporter },
      evidence: [{ kind: "text" as const, messageExternalId: message, text: `内容 ${message}` }],
    });
    const found = await reportedCase(about("m1", "u-0001"), now);
    const again = await reportedCase(about("m2", "u-0002"), now);
    const plain = await reportedCase({ subject: { type: "account", externalId: author } }, now);
    expect([again.id, plain.id]).toEqual([found.id, found.id]);
    const evidence = await read((tx) =>
      tx.execute<{ id: string; message: string }>(
        sql`select id, message_external_id as message from evidence where case_id = ${found.id} order by message_external_id`,
      ),
    );
    const input = await claimed(
      moderator,
      plain,
      {
        measures: [onSubject(found, "warn")],
        evidence: evidence.map(({ id, message }) => ({
          id,
          finding: message === "m1" ? ("violates" as const) : ("does_not" as const),
        })),
      },
      now,
    );
    await decide(moderator, input, now);
    const reports = await read((tx) =>
      tx
        .select()
        .from(report)
        .where(and(eq(report.caseId, found.id)))
        .orderBy(asc(report.id)),
    );
    const states = Object.fromEntries(reports.map((row) => [row.messageExternalId ?? "account", row.state]));
    expect(states).toEqual({ m1: "upheld", m2: "not_upheld", account: "upheld" });
  });
});
