import { eq } from "drizzle-orm";
import { beforeAll, expect, it } from "vitest";
import { measure } from "../../db/schema";
import { timelineOf } from "../cases/service/show";
import { showMeasure } from "../enforcement/service/ledger";
import type { StaffActor } from "../kernel/actor";
import { hour, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { decideAbout, onSubject } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { fileAppeal } from "./service/file";
import { noteFirstView, takeAppeal } from "./service/review";
import { appealRow, reviewed, tokenTo, words } from "./testing/world";

useDatabase();
const now = testNow();
const soon = later(now, hour);
const marks = ["许清", "陈默", "violates", "close_group", "decision.", "measure."];
let moderator: StaffActor;
let lead: StaffActor;
let officer: StaffActor;
/** Leads a team and rules on appeals. */
let both: StaffActor;
beforeAll(async () => {
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  lead = await makePerson(["lead"], "陈默", now);
  officer = await makePerson(["appeals_officer"], "方圆", now);
  both = await makePerson(["lead", "appeals_officer"], "周正", now);
});

let made = 0;
async function closed(people: readonly [StaffActor, StaffActor] = [moderator, lead]) {
  const subject = { type: "group" as const, externalId: `covered-${++made}` };
  const found = await decideAbout(people, subject, (each) => [onSubject(each, "close_group")], now);
  const [row] = await read((tx) => tx.select().from(measure).where(eq(measure.caseId, found.id)));
  return { caseId: found.id, measureId: row?.id as string, token: await tokenTo(found.id, found.subjectId) };
}
const timeline = async (by: StaffActor, caseId: string) => (await timelineOf(by, { caseId, limit: 50 })).rows;
const tells = (shown: unknown) => marks.filter((mark) => JSON.stringify(shown).includes(mark));

it("the log of a case tells an officer neither who decided nor what before she has noted her view of the appeal", async () => {
  const { caseId, token } = await closed();
  expect(tells(await timeline(officer, caseId))).toContain("许清");
  const { id } = await fileAppeal(token, { text: words }, soon);
  // Before she takes it, and while she holds it.
  expect(tells(await timeline(officer, caseId))).toEqual([]);
  await takeAppeal(officer, { appealId: id, version: 1 }, soon);
  const blind = await timeline(officer, caseId);
  expect(tells(blind)).toEqual([]);
  const open = await timeline(moderator, caseId);
  expect(blind).toHaveLength(open.length);
  expect(blind.map(({ occurredAt }) => occurredAt)).toEqual(open.map(({ occurredAt }) => occurredAt));
  const plain = blind.filter(({ action }) => action !== "covered").map(({ action }) => action);
  expect(plain.sort()).toEqual(["appeal.filed", "appeal.taken", "report.received"]);
  await noteFirstView(officer, { appealId: id, version: 2, finding: "does_not", note: "没有收款。" }, soon);
  expect(tells(await timeline(officer, caseId))).toContain("许清");
});

it("nor does the ledger, to somebody who may read it besides; whoever decided reads on, and so do all others", async () => {
  const { caseId, measureId, token } = await closed();
  await fileAppeal(token, { text: words }, soon);
  const blind = await showMeasure(both, measureId, soon);
  expect(blind.decision).toMatchObject({ by: null, approvedBy: null, approvedAt: null });
  expect(blind.notice?.url).toBeNull();
  expect((await showMeasure(lead, measureId, soon)).decision).toMatchObject({ by: "许清", approvedBy: "陈默" });
  expect(tells(await timeline(lead, caseId))).toContain("陈默");
  const own = await closed([both, lead]);
  await fileAppeal(own.token, { text: words }, soon);
  expect((await showMeasure(both, own.measureId, soon)).decision.by).toBe("周正");
});

it("an appeal is not taken twice by the same officer: the second time writes nothing", async () => {
  const { token } = await closed();
  const id = await reviewed(officer, token, soon);
  const again = { appealId: id, version: 3 };
  expect(await refusalOf(takeAppeal(officer, again, soon))).toMatchObject({ code: "appeals.held", status: 409 });
  expect((await appealRow(id)).version).toBe(3);
  await takeAppeal(both, again, soon);
  expect((await appealRow(id)).reviewerId).toBe(both.id);
});
