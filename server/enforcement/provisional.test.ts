import { and, asc, eq, isNull } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { writeDatabase } from "../../db/client";
import { auditEvent, measure, notice, outgoing } from "../../db/schema";
import { foundAt } from "../appeals/public";
import { mayFile } from "../appeals/rules";
import { noticeToken } from "../delivery/service/order";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later, minute, second } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import {
  actionsAbout,
  claimed,
  measuresOf,
  type OpenCase,
  onSubject,
  reportedCase,
  subjectNamed,
} from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { effective, justBefore, useUndoWindow } from "../testing/undo";
import type { DecideCase } from "./contract";
import { readNotice } from "./public";
import { listApprovals } from "./service/approvals";
import { approve, lapseProposals, returnProposal, withdrawProposal } from "./service/approve";
import { decide, previewDecision } from "./service/decide";
import { expireMeasures, liftMeasure, reverseMeasure } from "./service/end";
import { entitlementsOfAccount, entitlementsOfGroup } from "./service/entitlements";
import { endProvisionals } from "./service/provisional";
import { undoDecision } from "./service/undo";
import { reachedAmong, strikesAmong } from "./store-ladder";

useDatabase();
useUndoWindow();
const now = testNow();
const reason = "正在组织当晚的线下诈骗。";
let moderator: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
});

let made = 0;
type Proposed = { readonly found: OpenCase; readonly externalId: string; readonly decisionId: string };

/** Proposes to close a group, or to list an account, and suspends posting until somebody else has decided. */
async function proposed(
  hours = 24,
  type: "group" | "account" = "group",
  given: (found: OpenCase) => Partial<DecideCase> = () => ({}),
): Promise<Proposed> {
  const externalId = `p-${++made}`;
  const found = await reportedCase({ subject: { type, externalId } }, now);
  const measures =
    type === "group"
      ? [onSubject(found, "close_group")]
      : [onSubject(found, "blacklist", 90, { functions: ["found"] })];
  const input = await claimed(moderator, found, { measures, provisional: { hours, reason }, ...given(found) }, now);
  const { decisionId, state } = await decide(moderator, input, now);
  expect(state).toBe("proposed");
  return { found, externalId, decisionId };
}
const provisional = async ({ found }: Proposed) => {
  const row = (await measuresOf(found.subjectId)).find((each) => each.provisional);
  if (!row) throw new Error("nothing was suspended");
  return row;
};
const mayPost = async ({ externalId }: Proposed, at: Date) => (await entitlementsOfGroup(externalId, at)).mayPost;
const typesOf = async (measureId: string) =>
  (
    await read((tx) =>
      tx
        .select({ type: outgoing.type })
        .from(outgoing)
        .where(eq(outgoing.measureId, measureId))
        .orderBy(asc(outgoing.at)),
    )
  ).map(({ type }) => type);
const noticesOf = ({ decisionId }: Proposed) =>
  read((tx) => tx.select().from(notice).where(eq(notice.decisionId, decisionId)).orderBy(asc(notice.issuedAt)));

describe("a provisional suspension", () => {
  it("holds at once, is told at once, and is a row of the ledger of its own", async () => {
    const of = await proposed(24);
    expect(await mayPost(of, now)).toBe(false);
    expect(await subjectNamed("group", of.externalId)).toMatchObject({ status: "posting_suspended" });
    const row = await provisional(of);
    expect(row).toMatchObject({ key: "suspend_posting", state: "in_force", from: now, until: later(now, 24 * hour) });
    expect(await typesOf(row.id)).toEqual(["measure.ordered"]);
    const [told] = await noticesOf(of);
    const token = noticeToken(told?.id as string);
    const shown = await readNotice(token, now);
    for (const text of [shown?.text.zh, shown?.text.en]) {
      expect(text).toContain(reason);
      expect(text).toContain("C-");
    }
    // What the decision says of the facts is not decided yet, and does not leave.
    expect(shown?.text.zh).not.toContain("要求成员绕开平台支付定金");
    expect(shown?.text.zh).toContain("另一名工作人员复核");
    const page = await read((tx) => foundAt(tx, token, now));
    expect(page && mayFile(page.appealable, now)).toMatchObject({ code: "appeals.provisional" });
    const [entry] = await read((tx) => tx.select().from(auditEvent).where(eq(auditEvent.id, row.eventId)));
    expect(entry).toMatchObject({ action: "measure.entered", subjectId: row.id });
    expect(entry?.bodyJson).toMatchObject({ pub: { provisional: true } });
  });

  it("stops an account on the whole platform", async () => {
    const of = await proposed(72, "account");
    expect(await entitlementsOfAccount(of.externalId, now)).toMatchObject({
      mayPost: false,
      restrictions: [{ measure: "suspend_posting" }],
    });
  });

  it("is previewed by the rule that makes it", async () => {
    const found = await reportedCase({ subject: { type: "group", externalId: `p-${++made}` } }, now);
    const input = await claimed(
      moderator,
      found,
      { measures: [onSubject(found, "close_group")], provisional: { hours: 6, reason } },
      now,
    );
    const verdict = await previewDecision(moderator, input, now);
    expect(verdict.ok && verdict.next.provisional).toMatchObject({
      measures: [{ key: "suspend_posting", until: later(now, 6 * hour) }],
      notices: [{ text: { zh: expect.stringContaining(reason) } }],
    });
    expect(await measuresOf(found.subjectId)).toEqual([]);
  });

  it("is no strike and no rung, and answers no report", async () => {
    const of = await proposed();
    const { subjectId } = of.found;
    const since = later(now, -day);
    const strikes = async () => (await read((tx) => strikesAmong(tx, "group", [subjectId], since))).get(subjectId) ?? 0;
    expect(await strikes()).toBe(0);
    await approve(lead, { decisionId: of.decisionId, version: 1 }, now);
    await endProvisionals(effective(now));
    const reached = await read((tx) => reachedAmong(tx, "group", [subjectId], since));
    expect(reached.get(subjectId)?.map(({ key }) => key)).toEqual(["close_group"]);
    expect(await strikes()).toBe(1);
  });
});

it("stands beside the proposal in the list of approvals while it holds", async () => {
  const of = await proposed(6);
  const listed = async () => (await listApprovals(lead)).rows.find(({ id }) => id === of.decisionId);
  expect(await listed()).toMatchObject({ suspendedUntil: later(now, 6 * hour), bar: null });
  const { id, version } = await provisional(of);
  await liftMeasure(lead, { measureId: id, version, reason: "情况已消除。" }, later(now, minute));
  expect(await listed()).toMatchObject({ suspendedUntil: null });
});

describe("a provisional suspension is refused", () => {
  const refused = async (type: "group" | "account", given: (found: OpenCase) => Partial<DecideCase>) => {
    const found = await reportedCase({ subject: { type, externalId: `p-${++made}` } }, now);
    const refusal = await refusalOf(decide(moderator, await claimed(moderator, found, given(found), now), now));
    expect(await measuresOf(found.subjectId)).toEqual([]);
    return refusal?.fields.map(({ pointer }) => pointer);
  };

  it("for hours outside 1 to 72, without a reason, and where nothing is severe", async () => {
    const close = (found: OpenCase) => [onSubject(found, "close_group")];
    for (const hours of [0, -1, 73])
      expect(await refused("group", (found) => ({ measures: close(found), provisional: { hours, reason } }))).toEqual([
        "/provisional/hours",
      ]);
    expect(
      await refused("group", (found) => ({ measures: close(found), provisional: { hours: 1, reason: "" } })),
    ).toEqual(["/provisional/reason"]);
    expect(
      await refused("group", (found) => ({
        measures: [onSubject(found, "suspend_posting", 3)],
        provisional: { hours: 1, reason },
      })),
    ).toEqual(["/provisional"]);
  });

  it("while the subject is suspended already", async () => {
    const of = await proposed();
    await returnProposal(lead, { decisionId: of.decisionId, version: 1, reason: "补充" }, later(now, minute));
    expect(await mayPost(of, later(now, minute))).toBe(true);
    const found = await reportedCase({ subject: { type: "group", externalId: `p-${++made}` } }, now);
    const plain = await claimed(moderator, found, { measures: [onSubject(found, "suspend_posting", 3)] }, now);
    await decide(moderator, plain, now);
    const again = await reportedCase({ subject: { type: "group", externalId: `p-${made}` } }, later(now, hour));
    const input = await claimed(
      moderator,
      again,
      { measures: [onSubject(again, "close_group")], provisional: { hours: 5, reason } },
      later(now, hour),
    );
    expect(await refusalOf(decide(moderator, input, later(now, hour)))).toMatchObject({
      code: "enforcement.incomplete",
      fields: [{ pointer: "/provisional" }],
    });
  });

  it("by the database, where the rule is passed by", async () => {
    const of = await proposed();
    const row = await provisional(of);
    const insert = (change: Partial<typeof measure.$inferInsert>) =>
      writeDatabase().transaction((tx) =>
        tx.insert(measure).values({ ...row, id: row.caseId, eventId: row.caseId, state: "expired", ...change }),
      );
    await expect(insert({ until: later(now, 72 * hour + second) })).rejects.toThrow();
    await expect(insert({ key: "close_group" })).rejects.toThrow();
    await expect(insert({ until: null })).rejects.toThrow();
    await expect(insert({ state: "in_force" })).rejects.toThrow();
    await approve(lead, { decisionId: of.decisionId, version: 1 }, now);
    await endProvisionals(effective(now));
    await expect(insert({ state: "in_force" })).rejects.toThrow();
  });
});

describe("a provisional suspension ends", () => {
  it("with what is approved, when that takes effect, with no gap between", async () => {
    const of = await proposed();
    const at = later(now, hour);
    await approve(lead, { decisionId: of.decisionId, version: 1 }, at);
    expect(await endProvisionals(justBefore(at))).toBe(0);
    expect(await entitlementsOfGroup(of.externalId, justBefore(at))).toMatchObject({ exists: true, mayPost: false });
    expect(await entitlementsOfGroup(of.externalId, effective(at))).toMatchObject({ exists: false, mayPost: false });
    const ended = await Promise.all([endProvisionals(effective(at)), endProvisionals(effective(at))]);
    expect(ended[0] + ended[1]).toBe(1);
    const row = await provisional(of);
    expect(row).toMatchObject({ state: "replaced", endedAs: "replaced", endedAt: effective(at) });
    expect(await actionsAbout("measure", row.id)).toEqual(["measure.entered", "measure.replaced"]);
    expect(await typesOf(row.id)).toEqual(["measure.ordered", "measure.ended"]);
    const [end] = await read((tx) =>
      tx
        .select()
        .from(outgoing)
        .where(and(eq(outgoing.measureId, row.id), eq(outgoing.type, "measure.ended"))),
    );
    expect(end?.payload).toMatchObject({ stillInForce: [{ key: "close_group" }] });
    expect(await subjectNamed("group", of.externalId)).toMatchObject({ status: "closed" });
  });

  it.each([
    [
      "returned",
      ({ decisionId }: Proposed, at: Date) => returnProposal(lead, { decisionId, version: 1, reason: "补充" }, at),
    ],
    ["withdrawn", ({ decisionId }: Proposed, at: Date) => withdrawProposal(moderator, { decisionId, version: 1 }, at)],
  ])("at once when its proposal is %s", async (_, fall) => {
    const of = await proposed();
    const at = later(now, hour);
    await fall(of, at);
    const row = await provisional(of);
    expect(row).toMatchObject({ state: "lifted", endedAt: at });
    expect(await mayPost(of, at)).toBe(true);
    expect(await subjectNamed("group", of.externalId)).toMatchObject({ status: "active" });
    expect(await typesOf(row.id)).toEqual(["measure.ordered", "measure.ended"]);
    expect(await endProvisionals(later(at, day))).toBe(0);
  });

  it("when its proposal lapses", async () => {
    const of = await proposed(72);
    await lapseProposals(later(now, day));
    expect(await provisional(of)).toMatchObject({ state: "lifted", endedAt: later(now, day) });
    expect(await mayPost(of, later(now, day))).toBe(true);
  });

  it("at its own term, and the proposal goes on", async () => {
    const of = await proposed(2);
    expect(await mayPost(of, later(now, 2 * hour - 1))).toBe(false);
    expect(await mayPost(of, later(now, 2 * hour))).toBe(true);
    await expireMeasures(later(now, 2 * hour));
    expect(await provisional(of)).toMatchObject({ state: "expired" });
    await approve(lead, { decisionId: of.decisionId, version: 1 }, later(now, 3 * hour));
  });

  it("when a lead lifts it; it cannot be reversed", async () => {
    const of = await proposed();
    const row = await provisional(of);
    const given = { measureId: row.id, version: 1, reason: "风险已消除" };
    expect(await refusalOf(reverseMeasure(lead, given, later(now, minute)))).toMatchObject({
      code: "enforcement.is_provisional",
    });
    await liftMeasure(lead, given, later(now, minute));
    expect(await mayPost(of, later(now, minute))).toBe(true);
  });

  it("not by an approval that is undone: then by the next decision on the case", async () => {
    const of = await proposed();
    await approve(lead, { decisionId: of.decisionId, version: 1 }, now);
    await undoDecision(lead, { decisionId: of.decisionId, version: 2 }, later(now, 3 * second));
    await endProvisionals(effective(now));
    expect(await provisional(of)).toMatchObject({ state: "in_force" });
    expect(await mayPost(of, effective(now))).toBe(false);
    expect(await subjectNamed("group", of.externalId)).toMatchObject({ status: "posting_suspended" });
    // Its notice stays: the suspension does, too. That of the decision was withdrawn before it was issued.
    const [told, withdrawn] = await noticesOf(of);
    expect(await readNotice(noticeToken(told?.id as string), effective(now))).not.toBeNull();
    expect(await readNotice(noticeToken(withdrawn?.id as string), effective(now))).toBeNull();

    const at = later(now, minute);
    const none = await claimed(lead, of.found, { finding: "does_not", measures: [], deviationReason: undefined }, at);
    await decide(lead, none, at);
    await endProvisionals(justBefore(at));
    expect(await provisional(of)).toMatchObject({ state: "in_force" });
    await endProvisionals(effective(at));
    expect(await provisional(of)).toMatchObject({ state: "lifted" });
    expect(await mayPost(of, effective(at))).toBe(true);
  });

  it("by the decision on the case that took the undone one over, too", async () => {
    const of = await proposed();
    await approve(lead, { decisionId: of.decisionId, version: 1 }, now);
    const at = later(now, 3 * second);
    const next = await reportedCase({ subject: { type: "group", externalId: of.externalId } }, at);
    const input = await claimed(moderator, next, { finding: "does_not", measures: [], deviationReason: undefined }, at);
    const { merged } = await undoDecision(lead, { decisionId: of.decisionId, version: 2 }, at);
    expect(merged).toEqual({ from: of.found.number, into: next.number });
    await decide(moderator, input, at);
    await endProvisionals(justBefore(at));
    expect(await provisional(of)).toMatchObject({ state: "in_force" });
    await endProvisionals(effective(at));
    expect(await provisional(of)).toMatchObject({ state: "lifted" });
  });

  it("and what else holds, still holds", async () => {
    const of = await proposed();
    const at = later(now, hour);
    await approve(lead, { decisionId: of.decisionId, version: 1 }, at);
    await endProvisionals(effective(at));
    const rows = await read((tx) =>
      tx
        .select()
        .from(measure)
        .where(and(eq(measure.subjectId, of.found.subjectId), eq(measure.state, "in_force"), isNull(measure.until))),
    );
    expect(rows.map(({ key }) => key)).toEqual(["close_group"]);
  });
});
