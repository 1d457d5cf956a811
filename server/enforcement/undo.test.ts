import { eq, inArray } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { creditEntry, decision, measure, notice, outbox, outgoing } from "../../db/schema";
import { foundAt } from "../appeals/public";
import { findDraft } from "../cases/service/draft";
import { receiptOf, reportProgress } from "../cases/service/receipt";
import { noticeToken } from "../delivery/service/order";
import { relay } from "../delivery/service/relay";
import type { KeyActor, StaffActor } from "../kernel/actor";
import { day, after as plus, second } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import {
  claimed,
  entriesOf,
  measuresOf,
  type OpenCase,
  onSubject,
  reportedCase,
  rowsOf,
  seat,
  subjectNamed,
} from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { makeKey, publishDefault } from "../testing/reports";
import { effective, justBefore, useUndoWindow } from "../testing/undo";
import { type DecideCase, LedgerInput, type MeasureState } from "./contract";
import { readNotice } from "./public";
import { approve } from "./service/approve";
import { keepListed, listBlacklist } from "./service/blacklist";
import { decide } from "./service/decide";
import { expireMeasures, liftMeasure, reverseMeasure } from "./service/end";
import { entitlementsOfAccount, entitlementsOfGroup } from "./service/entitlements";
import { decisionForm } from "./service/form";
import { listMeasures, showMeasure } from "./service/ledger";
import { receiveReceipt } from "./service/receipt";
import { listRectifications, owedBy } from "./service/rectification";
import { undoDecision } from "./service/undo";

useDatabase();
useUndoWindow();
const now = testNow();
const soon = plus(now, 3 * second);
let moderator: StaffActor;
let other: StaffActor;
let lead: StaffActor;
let key: KeyActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  other = await makePerson(["moderator"], "林一", now);
  lead = await makePerson(["lead"], "陈默", now);
  const made = await makeKey(now);
  key = { kind: "key", id: made.id, scopes: ["orders:write"], sources: [] };
});

let made = 0;
const named = () => `u-${++made}`;

type Decided = { readonly found: OpenCase; readonly input: DecideCase; readonly decisionId: string };

/** Decides a new case about a group or an account; the lead approves what is severe. */
async function decided(
  type: "group" | "account",
  externalId: string,
  given: (found: OpenCase) => Partial<DecideCase>,
  at = now,
): Promise<Decided> {
  const found = await reportedCase({ subject: { type, externalId } }, at, { origin: `key:${key.id}` });
  const input = await claimed(moderator, found, given(found), at);
  const { decisionId, state } = await decide(moderator, input, at);
  if (state === "proposed") await approve(lead, { decisionId, version: 1 }, at);
  return { found, input, decisionId };
}
const suspended = (externalId: string, days = 7, at = now) =>
  decided("group", externalId, (found) => ({ measures: [onSubject(found, "suspend_posting", days)] }), at);

const tokenOf = async (decisionId: string) => {
  const [row] = await read((tx) => tx.select().from(notice).where(eq(notice.decisionId, decisionId)));
  return noticeToken(row?.id as string);
};
const listed = async (state: MeasureState, decisionId: string, at: Date) =>
  (await listMeasures(LedgerInput.parse({ state, decisionId }), at)).rows.map((row) => row.state);
const held = async (orderIds: readonly string[]) =>
  (
    await read((tx) =>
      tx
        .select()
        .from(outbox)
        .where(inArray(outbox.key, [...orderIds])),
    )
  ).length;

describe("while a decision can be undone", () => {
  it("its measures are pending, the gate stays as it was, and nobody outside is told; then time alone puts it in force", async () => {
    const externalId = named();
    const { found, decisionId } = await suspended(externalId);
    const rows = await rowsOf(found.id);
    expect(rows.decisions).toMatchObject([{ state: "effective", effectiveAt: effective(now) }]);
    expect(rows.measures).toMatchObject([{ from: effective(now), until: plus(effective(now), 7 * day) }]);
    const [report] = rows.reports;
    const receipt = receiptOf(report?.id as string);
    const token = await tokenOf(decisionId);
    const orderIds = rows.orders.map(({ order }) => order.id);
    expect(orderIds).toHaveLength(3);

    for (const at of [now, justBefore(now)]) {
      expect(await listed("pending", decisionId, at)).toEqual(["pending"]);
      expect(await listed("in_force", decisionId, at)).toEqual([]);
      expect(await entitlementsOfGroup(externalId, at)).toMatchObject({ mayPost: true, restrictions: [] });
      expect(await readNotice(token, at)).toBeNull();
      expect(await read((tx) => foundAt(tx, token, at))).toBeNull();
      expect(await read((tx) => foundAt(tx, receipt, at))).toBeNull();
      expect(await reportProgress(receipt, at)).toMatchObject({ status: "in_review", outcome: null, closedAt: null });
      await relay(at);
      expect(await held(orderIds)).toBe(3);
    }
    const at = effective(now);
    expect(await listed("pending", decisionId, at)).toEqual([]);
    expect(await listed("in_force", decisionId, at)).toEqual(["in_force"]);
    expect(await entitlementsOfGroup(externalId, at)).toMatchObject({
      mayPost: false,
      restrictions: [{ measure: "suspend_posting" }],
    });
    expect(await readNotice(token, at)).toMatchObject({ issuedAt: at });
    expect(await reportProgress(receipt, at)).toMatchObject({ status: "closed", outcome: "upheld", closedAt: at });
    await relay(at);
    expect(await held(orderIds)).toBe(0);
    expect(await expireMeasures(plus(at, 7 * day - 1))).toBe(0);
  });

  it("neither lifting, reversing nor reviewing ends its measures: it is undone instead", async () => {
    const { found } = await decided("group", named(), (each) => ({
      measures: [onSubject(each, "blacklist", 90, { functions: ["post"] })],
    }));
    const [row] = await measuresOf(found.subjectId);
    const given = { measureId: row?.id as string, version: 1, reason: "误判" };
    for (const end of [
      () => liftMeasure(lead, given, soon),
      () => reverseMeasure(lead, given, soon),
      () => keepListed(lead, { ...given, until: "2027-01-01" }, soon),
    ])
      expect(await refusalOf(end())).toMatchObject({ code: "enforcement.still_pending" });
    const onList = async (at: Date) => (await listBlacklist(lead, { due: false, limit: 200 }, at)).rows;
    expect((await onList(soon)).map(({ id }) => id)).not.toContain(row?.id);
    expect((await onList(effective(now))).map(({ id }) => id)).toContain(row?.id);
    await liftMeasure(lead, given, effective(now));
    expect(await measuresOf(found.subjectId)).toMatchObject([{ state: "lifted" }]);
  });

  it("an account's level and a founder's cap change when it takes effect, not before", async () => {
    const [groupName, account] = [named(), named()];
    const { account: founder } = await seat(groupName, account, "founder", now);
    const before = await entitlementsOfAccount(account, now);
    await decided("account", account, (found) => ({
      measures: [onSubject(found, "lower_credit", 30, { to: "D" })],
    }));
    expect((await subjectNamed("account", account)).id).toBe(founder.id);
    expect(await entitlementsOfAccount(account, justBefore(now))).toMatchObject({
      largestGroup: before.largestGroup,
      foundsLeft: before.foundsLeft,
      restrictions: [],
    });
    expect((await entitlementsOfAccount(account, effective(now))).largestGroup).toBeLessThan(before.largestGroup);
  });
});

describe("undoing a decision", () => {
  it("takes back everything as one fact, as if it had never been, and hands the case back with its draft", async () => {
    const [externalId, account] = [named(), named()];
    const { account: founder } = await seat(externalId, account, "founder", now);
    const { found, input, decisionId } = await decided("group", externalId, (each) => ({
      measures: [
        onSubject(each, "warn_and_rectify", 3, { items: ["删除引流信息", "更换管理者"] }),
        {
          key: "lower_credit",
          subject: { kind: "account", id: founder.id },
          standing: "founder",
          parameters: { to: "D" },
          days: 30,
          facts: "未履行管理责任",
        },
      ],
    }));
    expect((await subjectNamed("account", account)).credit).toBe("D");
    const rows = await rowsOf(found.id);
    const orderIds = rows.orders.map(({ order }) => order.id);
    const [report] = rows.reports;
    const receipt = receiptOf(report?.id as string);
    const token = await tokenOf(decisionId);

    expect(await undoDecision(moderator, { decisionId, version: 1 }, soon)).toEqual({
      caseNumber: found.number,
      merged: null,
    });

    const later = plus(effective(now), day);
    const undone = await rowsOf(found.id);
    expect(undone.decisions).toMatchObject([{ state: "undone", effectiveAt: null, version: 2 }]);
    expect(undone.measures.map(({ state, version }) => [state, version])).toEqual([
      ["cancelled", 2],
      ["cancelled", 2],
    ]);
    expect(undone.reports).toMatchObject([{ state: "attached", closedAt: null, round: 1 }]);
    expect(undone.case).toMatchObject({ state: "open", round: 1, decidedAt: null });
    expect((await subjectNamed("group", externalId)).status).toBe("active");
    expect((await subjectNamed("account", account)).credit).toBe("C");
    const credit = await read((tx) => tx.select().from(creditEntry).where(eq(creditEntry.accountId, founder.id)));
    expect(credit.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      ["C", "D", "measure"],
      ["D", "C", "reversal"],
    ]);
    // Nothing leaves, ever, and no address opens.
    expect(await held(orderIds)).toBe(0);
    expect(undone.orders.map(({ order }) => order.cancelledAt)).toEqual(orderIds.map(() => soon));
    expect(await readNotice(token, later)).toBeNull();
    expect(await owedBy(token, later)).toBeNull();
    expect(await read((tx) => foundAt(tx, token, later))).toBeNull();
    expect(await reportProgress(receipt, later)).toMatchObject({ status: "in_review", outcome: null });
    for (const id of orderIds)
      expect(
        await refusalOf(
          receiveReceipt(key, id, { result: "executed", reason: null, at: later }, later, async () => undefined),
        ),
      ).toMatchObject({ code: "delivery.missing_order" });
    expect(await entitlementsOfAccount(account, later)).toMatchObject({ restrictions: [] });
    expect((await listRectifications({ state: "assigned" }, later)).rows).toEqual([]);
    expect((await decisionForm(found.id, soon)).strikes).toBe(0);
    expect(await listed("cancelled", decisionId, later)).toEqual(["cancelled", "cancelled"]);
    expect(await showMeasure(lead, undone.measures[0]?.id as string, later)).toMatchObject({
      state: "cancelled",
      delivery: "cancelled",
      notice: null,
      orders: [{ delivery: "cancelled" }],
      may: { lift: false, reverse: false, check: false },
    });
    expect((await entriesOf(found.id)).map(({ action }) => action).slice(-6)).toEqual([
      "decision.undone",
      "measure.cancelled",
      "measure.cancelled",
      "account.credit_changed",
      "notice.withdrawn",
      "notice.withdrawn",
    ]);
    // She holds the case, with her words, and decides it in the same round.
    const draft = await findDraft(moderator, { caseId: found.id });
    expect(JSON.parse(draft?.draft as string)).toMatchObject({
      clause: "fraud_fake_trade",
      finding: "violates",
      items: "删除引流信息\n更换管理者",
      facts: input.facts,
      carried: { [founder.id]: { facts: "未履行管理责任" } },
    });
    expect(await refusalOf(claimed(other, found, {}, soon))).toMatchObject({ code: "cases.claimed" });
    const again = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 3)] }, soon);
    await decide(moderator, again, soon);
    expect(await reportProgress(receipt, effective(soon))).toMatchObject({ outcome: "upheld" });
    expect((await subjectNamed("group", externalId)).status).toBe("posting_suspended");
  });

  it("is for who took the last step: of an approved decision the approver, and the proposer finds her words too", async () => {
    const { found, decisionId } = await decided("group", named(), (each) => ({
      measures: [onSubject(each, "close_group")],
      reasoning: "屡次违规",
    }));
    expect(await refusalOf(undoDecision(moderator, { decisionId, version: 2 }, soon))).toMatchObject({
      code: "enforcement.not_decider",
    });
    await undoDecision(lead, { decisionId, version: 2 }, soon);
    const rows = await rowsOf(found.id);
    expect(rows.decisions).toMatchObject([{ state: "undone", version: 3 }]);
    expect(rows.measures).toMatchObject([{ state: "cancelled" }]);
    for (const by of [lead, moderator])
      expect(JSON.parse((await findDraft(by, { caseId: found.id }))?.draft ?? "{}")).toMatchObject({
        option: "close_group",
        reasoning: "屡次违规",
      });
    expect(await refusalOf(claimed(moderator, found, {}, soon))).toMatchObject({ code: "cases.claimed" });
  });

  it("of a decision that found no violation gives its reports no outcome", async () => {
    const { found, decisionId } = await decided("group", named(), () => ({ finding: "does_not", facts: "" }));
    await undoDecision(moderator, { decisionId, version: 1 }, justBefore(now));
    expect(await rowsOf(found.id)).toMatchObject({
      decisions: [{ state: "undone" }],
      reports: [{ state: "attached", closedAt: null }],
      case: { state: "open" },
    });
  });

  it("is refused to anybody else, too late, twice, with an old version, for a proposal; nothing is written", async () => {
    const count = () => read((tx) => tx.$count(outbox)).then(async (n) => [n, await read((tx) => tx.$count(decision))]);
    const refused = async (work: () => Promise<unknown>, code: string) => {
      const before = await count();
      expect(await refusalOf(work())).toMatchObject({ code });
      expect(await count()).toEqual(before);
    };
    const first = await suspended(named());
    const at = { decisionId: first.decisionId, version: 1 };
    await refused(() => undoDecision(other, at, soon), "enforcement.not_decider");
    await refused(() => undoDecision(lead, at, soon), "enforcement.not_decider");
    await refused(() => undoDecision(moderator, { ...at, version: 2 }, soon), "enforcement.stale");
    await refused(() => undoDecision(moderator, at, effective(now)), "enforcement.undo_over");
    await refused(() => undoDecision(moderator, { ...at, decisionId: first.found.id }, soon), "enforcement.missing");
    await undoDecision(moderator, at, justBefore(now));
    await refused(() => undoDecision(moderator, { ...at, version: 2 }, soon), "enforcement.decision_transition");

    const found = await reportedCase({ subject: { type: "group", externalId: named() } }, now);
    const proposal = await claimed(moderator, found, { measures: [onSubject(found, "close_group")] }, now);
    const { decisionId, undo } = await decide(moderator, proposal, now);
    expect(undo).toBeNull();
    await refused(() => undoDecision(moderator, { decisionId, version: 1 }, soon), "enforcement.decision_transition");
  });

  it("is refused when anything of it has left, whatever the clock of the page says", async () => {
    const { found, decisionId } = await suspended(named());
    await relay(effective(now));
    expect(await refusalOf(undoDecision(moderator, { decisionId, version: 1 }, justBefore(now)))).toMatchObject({
      code: "enforcement.undo_over",
    });
    const { orders, measures } = await rowsOf(found.id);
    expect(orders.every(({ order }) => order.cancelledAt === null)).toBe(true);
    expect(measures).toMatchObject([{ state: "in_force" }]);
  });

  it.each(["first", "second"])(
    "leaves the measures of the other decision on the subject as they are: the %s",
    async (which) => {
      const account = named();
      const lower = (to: string, at: Date) =>
        decided("account", account, (each) => ({ measures: [onSubject(each, "lower_credit", 30, { to })] }), at);
      const first = await lower("D", now);
      const next = await lower("E", soon);
      const credit = async () => (await subjectNamed("account", account)).credit;
      expect(await credit()).toBe("E");
      const [gone, left] = which === "first" ? [first, next] : [next, first];
      await undoDecision(moderator, { decisionId: gone.decisionId, version: 1 }, plus(now, 5 * second));
      expect(await credit()).toBe(which === "first" ? "E" : "D");
      const measuresBy = ({ decisionId }: Decided) =>
        read((tx) => tx.select().from(measure).where(eq(measure.decisionId, decisionId)));
      expect(await measuresBy(left)).toMatchObject([{ state: "in_force", version: 1 }]);
      expect(await measuresBy(gone)).toMatchObject([{ state: "cancelled", version: 2 }]);
      const sent = await read((tx) => tx.select().from(outgoing).where(eq(outgoing.subjectId, first.found.subjectId)));
      const ofMeasures = sent.filter(({ type }) => type === "measure.ordered");
      expect(ofMeasures.map(({ cancelledAt }) => cancelledAt === null).sort()).toEqual([false, true]);
      // The other one after it: one subject has one open case, whose number is that of the last one undone.
      const other = { decisionId: left.decisionId, version: 1 };
      expect(await undoDecision(moderator, other, plus(now, 6 * second))).toEqual({
        caseNumber: left.found.number,
        merged: { from: gone.found.number, into: left.found.number },
      });
      expect(await credit()).toBe("C");
    },
  );
});
