import { beforeAll, describe, expect, it } from "vitest";
import { receiveReports } from "../cases/service/receive";
import { decide } from "../enforcement/service/decide";
import type { OperatorActor, StaffActor } from "../kernel/actor";
import { hour, after as later } from "../kernel/calendar";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, onSubject, reportedCase } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { fileAppeal } from "./service/file";
import { noteFirstView, takeAppeal } from "./service/review";
import { weighWords } from "./service/weigh";
import { tokenTo, words } from "./testing/world";

useDatabase();
const now = testNow();
const soon = later(now, hour);
const operator: OperatorActor = { kind: "operator", command: "test" };
const hers = "昨天晚上他在群里让我先付三百九十八元保证金，付完就把我拉黑了。";
const another = "他用假的营业执照骗了我们楼里四户人家的装修定金，到现在都没有退。";
let moderator: StaffActor;
let officer: StaffActor;
let second: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  officer = await makePerson(["appeals_officer"], "方圆", now);
  second = await makePerson(["appeals_officer"], "叶明", now);
});

let made = 0;
/** Two people report an account in their own words; what is decided is appealed against, or objected to by the first. */
async function filed(kind: "appeal" | "objection") {
  const subject = { type: "account", externalId: `weighed-${++made}` } as const;
  const given = { subject, source: "in_app", category: "fraud_fake_trade" } as const;
  const [first] = await receiveReports(
    operator,
    [{ ...given, description: hers, reporter: { externalId: `first-reporter-${made}` } }],
    now,
  );
  if (!first?.ok) throw new Error("the first report of this test was refused");
  const reporter = { externalId: `second-reporter-${made}` };
  const found = await reportedCase({ ...given, description: another, reporter }, now);
  const stated =
    kind === "appeal"
      ? { measures: [onSubject(found, "suspend_posting", 3)] }
      : { finding: "does_not" as const, facts: "证据不足。", clauses: [], measures: [] };
  await decide(moderator, await claimed(moderator, found, stated, now), now);
  const address = kind === "appeal" ? await tokenTo(found.id, found.subjectId) : first.receipt;
  return (await fileAppeal(address, { text: words }, soon)).id;
}
async function viewed(kind: "appeal" | "objection") {
  const appealId = await filed(kind);
  await takeAppeal(officer, { appealId, version: 1 }, soon);
  await noteFirstView(officer, { appealId, version: 2, finding: "does_not", note: "证据中没有收款。" }, soon);
  return appealId;
}
const told = (passage: string) => `经查，${passage}情况属实。`;
const pointers = async (appealId: string, field: "reasons" | "text", text: string) =>
  (await weighWords(officer, { appealId, field, text })).map(({ pointer }) => pointer);

describe("an officer is warned of a reporter's own words", () => {
  it("in her ruling's reasons and in her question, by the field, in both languages", async () => {
    const appealId = await viewed("appeal");
    for (const passage of [hers, another]) {
      expect(await pointers(appealId, "reasons", told(passage))).toEqual(["/reasons"]);
      expect(await pointers(appealId, "text", told(passage))).toEqual(["/text"]);
    }
    const [caution] = await weighWords(officer, { appealId, field: "text", text: told(hers) });
    expect(caution?.reason).toEqual({
      zh: expect.stringContaining("逐字相同"),
      en: expect.stringContaining("word for word"),
    });
  });

  it("and not of words of her own", async () => {
    const appealId = await viewed("appeal");
    for (const text of ["", "证据不足以认定。", "要求成员先付保证金，付完即拉黑。"])
      expect(await pointers(appealId, "reasons", text)).toEqual([]);
  });

  it("but whoever objects may be answered in what she herself wrote, and not in another's words", async () => {
    const appealId = await viewed("objection");
    expect(await pointers(appealId, "reasons", told(hers))).toEqual([]);
    expect(await pointers(appealId, "text", told(hers))).toEqual([]);
    expect(await pointers(appealId, "reasons", told(another))).toEqual(["/reasons"]);
  });
});

describe("nobody finds out what reporters wrote by asking", () => {
  const asked = (by: StaffActor, appealId: string) =>
    refusalOf(weighWords(by, { appealId, field: "reasons", text: told(hers) }));

  it("before she has taken the appeal and noted her own view", async () => {
    const appealId = await filed("appeal");
    expect((await asked(officer, appealId))?.code).toBe("appeals.not_holder");
    await takeAppeal(officer, { appealId, version: 1 }, soon);
    expect((await asked(officer, appealId))?.code).toBe("appeals.view_first");
  });

  it("nor where another officer has it, nor of her own decision, nor of what is not there", async () => {
    const appealId = await viewed("appeal");
    expect((await asked(second, appealId))?.code).toBe("appeals.not_holder");
    expect((await asked(moderator, appealId))?.code).toBe("appeals.own_decision");
    expect((await asked(officer, "00000000-0000-7000-8000-000000000000"))?.code).toBe("appeals.missing");
  });
});
