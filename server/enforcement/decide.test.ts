import { and, asc, eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { creditEntry, decision, notice, outbox, rectification, report } from "../../db/schema";
import type { StaffActor } from "../kernel/actor";
import { day, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import {
  claimed,
  entriesOf,
  type OpenCase,
  onSubject,
  reportedCase,
  rowsOf,
  seat,
  subjectNamed,
} from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { decide, previewDecision } from "./service/decide";
import { decisionForm } from "./service/form";

useDatabase();
const now = testNow();
let moderator: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
});

let made = 0;
const groupCase = (given: Parameters<typeof reportedCase>[0] | null = null): Promise<OpenCase> =>
  reportedCase(given ?? { subject: { type: "group", externalId: `g-${++made}` } }, now);

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
    expect(form.unfit).toMatchObject({ warn: "measure_unfit", warn_and_rectify: "measure_holds" });
    expect(form.unfit).not.toHaveProperty("suspend_posting");
    expect((await decisionForm((await account()).id, now)).unfit).not.toHaveProperty("warn");
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
