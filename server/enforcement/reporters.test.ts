import { beforeAll, describe, expect, it } from "vitest";
import type { StaffActor } from "../kernel/actor";
import { day, after as later } from "../kernel/calendar";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, measuresOf, onSubject, reportedCase, seat } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { showApproval } from "./service/approvals";
import { decide, previewDecision } from "./service/decide";
import { checkRectification, markOverdue } from "./service/end";
import { quotationsOf } from "./service/quotations";

useDatabase();
const now = testNow();
let moderator: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
});

const said = {
  reporter: { externalId: "Reporter-Zhang-0001", contact: "张伟伟 139-1234-7755" },
  description: "昨天晚上他在群里让我先付三百九十八元保证金，付完就把我拉黑了。",
};
let made = 0;
const reported = (at = now, group = `g-${++made}`) =>
  reportedCase({ subject: { type: "group", externalId: group }, ...said }, at);
const pointersOf = async (work: Promise<unknown>) =>
  (await refusalOf(work))?.fields.map(({ pointer, reason }) => [pointer, reason.en]) ?? [];
const sentence = "The facts must not identify a reporter";

describe("what leaves and names a reporter is refused by name", () => {
  it.each([
    ["her id, in full width", "ｒｅｐｏｒｔｅｒ－ｚｈａｎｇ－０００１ 所述属实"],
    ["her name, which came with her contact", "据张伟伟反映，情况属实"],
    ["her telephone, spaced otherwise", "已致电 139 1234 7755 核实"],
  ])("%s", async (_, facts) => {
    const found = await reported();
    const input = await claimed(moderator, found, { facts, measures: [onSubject(found, "suspend_posting", 7)] }, now);
    expect(await pointersOf(decide(moderator, input, now))).toEqual([["/facts", sentence]]);
    const preview = await previewDecision(moderator, input, now);
    expect(preview.ok ? null : preview.refusal.fields.map(({ pointer }) => pointer)).toEqual(["/facts"]);
  });

  it("also in what a founder is told, and in what the group must put right", async () => {
    const group = `g-${++made}`;
    const { account } = await seat(group, `f-${made}`, "founder", now);
    const found = await reported(now, group);
    const measures = [
      onSubject(found, "warn_and_rectify", 3, { items: ["向张伟伟道歉"] }),
      {
        ...onSubject({ subjectKind: "account", subjectId: account.id }, "warn"),
        standing: "founder" as const,
        facts: "放任成员骚扰 reporter-zhang-0001",
      },
    ];
    const input = await claimed(moderator, found, { measures }, now);
    expect(await pointersOf(decide(moderator, input, now))).toEqual([
      ["/measures/0/parameters/items", sentence],
      ["/measures/1/facts", sentence],
    ]);
  });

  it("also when she reported in an earlier round", async () => {
    const found = await reported();
    const measures = [onSubject(found, "warn_and_rectify", 3, { items: ["删除公告"] })];
    await decide(moderator, await claimed(moderator, found, { measures }, now), now);
    const soon = later(now, 4 * day);
    await markOverdue(soon);
    for (const { id: measureId, version } of await measuresOf(found.subjectId))
      await checkRectification(lead, { measureId, version, verdict: "failed", note: "未改" }, soon);
    const again = await reportedCase(
      { subject: { type: "group", externalId: `g-${made}` }, reporter: { externalId: "somebody-else" } },
      soon,
    );
    expect([again.id, again.round]).toEqual([found.id, 2]);
    const facts = "Reporter-Zhang-0001 所述属实";
    const input = await claimed(moderator, again, { facts, measures: [onSubject(again, "suspend_posting", 7)] }, soon);
    expect(await pointersOf(decide(moderator, input, soon))).toEqual([["/facts", sentence]]);
  });
});

describe("what leaves and repeats a reporter's own words is warned of, and may still be decided", () => {
  const facts = "经查，他在群里让我先付三百九十八元保证金，付完就把我拉黑了，情况属实。";

  it("in the preview, at its field", async () => {
    const found = await reported();
    const input = await claimed(moderator, found, { facts, measures: [onSubject(found, "suspend_posting", 7)] }, now);
    const cautions = await quotationsOf(input);
    expect(cautions.map(({ pointer }) => pointer)).toEqual(["/facts"]);
    expect(cautions[0]?.reason.zh).toContain("逐字相同");
    expect(await quotationsOf({ ...input, facts: "要求成员先付保证金，付完即拉黑。" })).toEqual([]);
    await decide(moderator, input, now);
  });

  it("and where it says why posting is suspended at once", async () => {
    const found = await reported();
    const provisional = { hours: 24, reason: facts };
    const input = await claimed(moderator, found, { measures: [onSubject(found, "close_group")], provisional }, now);
    expect((await quotationsOf(input)).map(({ pointer }) => pointer)).toEqual(["/provisional/reason"]);
    const named = { ...input, provisional: { hours: 24, reason: "Reporter-Zhang-0001 受威胁" } };
    expect(await pointersOf(decide(moderator, named, now))).toEqual([["/provisional/reason", sentence]]);
  });

  it("and to the second person", async () => {
    const found = await reported();
    const input = await claimed(moderator, found, { facts, measures: [onSubject(found, "close_group")] }, now);
    const { decisionId } = await decide(moderator, input, now);
    const shown = await showApproval(lead, decisionId, now);
    expect(shown.cautions.map(({ pointer }) => pointer)).toEqual(["/facts"]);
    expect(shown.bar).toBeNull();
  });
});
