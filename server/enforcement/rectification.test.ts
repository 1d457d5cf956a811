import { eq, inArray } from "drizzle-orm";
import postgres from "postgres";
import { beforeAll, describe, expect, it } from "vitest";
import { caseRow, notice, rectification } from "../../db/schema";
import { noticeToken } from "../delivery/service/order";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later } from "../kernel/calendar";
import { newId } from "../kernel/id";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import {
  actionsAbout,
  decideAbout,
  measuresOf,
  type OpenCase,
  onSubject,
  reportedCase,
  subjectNamed,
} from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import type { ProposedMeasure } from "./contract";
import { checkRectification, markOverdue } from "./service/end";
import { decisionForm } from "./service/form";
import { showMeasure } from "./service/ledger";
import { submitRectification } from "./service/rectification";

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

describe("rectification", () => {
  const assign = async () => {
    const group = `g-${++made}`;
    const found = await decideGroup(group, (each) => [
      onSubject(each, "warn_and_rectify", 3, { items: ["删除引流信息"] }),
    ]);
    const [row] = await measuresOf(found.subjectId);
    return { group, measureId: row?.id as string, caseId: found.id, groupId: found.subjectId };
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

  const answered = async () => {
    const given = await assign();
    const [row] = await read((tx) =>
      tx.select({ id: notice.id }).from(notice).where(eq(notice.subjectId, given.groupId)),
    );
    await submitRectification(noticeToken(row?.id as string), { text: "引流信息已全部删除。" }, later(now, hour));
    return given;
  };

  it.each(["passed", "failed"] as const)("ends with a re-check by hand of what was submitted: %s", async (verdict) => {
    const { group, measureId } = await answered();
    await checkRectification(moderator, { measureId, version: 2, verdict, note: "已复查" }, later(now, day));
    expect(await stateOf(measureId)).toMatchObject({ state: verdict, checkedBy: moderator.id });
    expect((await subjectNamed("group", group)).status).toBe("active");
    const again = checkRectification(moderator, { measureId, version: 3, verdict, note: "再查" }, now);
    expect(await refusalOf(again)).toMatchObject({ code: "enforcement.rectification_transition" });
  });

  it("is not looked at before there is something to look at, and has failed when nothing came in time", async () => {
    const { group, measureId } = await assign();
    const check = { measureId, note: "已复查" };
    for (const verdict of ["passed", "failed"] as const)
      expect(
        await refusalOf(checkRectification(moderator, { ...check, version: 1, verdict }, later(now, day))),
      ).toMatchObject({ code: "enforcement.rectification_transition" });
    expect((await showMeasure(moderator, measureId, now)).may.check).toBe(false);
    const soon = later(now, 3 * day);
    await markOverdue(soon);
    expect(
      await refusalOf(checkRectification(moderator, { ...check, version: 2, verdict: "passed" }, soon)),
    ).toMatchObject({ code: "enforcement.rectification_transition" });
    expect(await showMeasure(moderator, measureId, soon)).toMatchObject({ may: { check: true }, verdicts: ["failed"] });
    await checkRectification(moderator, { ...check, version: 2, verdict: "failed" }, soon);
    expect(await stateOf(measureId)).toMatchObject({ state: "failed" });
    expect((await subjectNamed("group", group)).status).toBe("active");
  });

  it("opens the case for a new round when the re-check fails, and recommends the next rung", async () => {
    const { measureId, caseId } = await answered();
    const at = later(now, day);
    await checkRectification(moderator, { measureId, version: 2, verdict: "failed", note: "引流信息仍在" }, at);
    const [row] = await read((tx) => tx.select().from(caseRow).where(eq(caseRow.id, caseId)));
    expect(row).toMatchObject({ state: "reopened", round: 2, decidedAt: null });
    expect(row?.dueAt.getTime()).toBeGreaterThan(at.getTime());
    expect((await actionsAbout("case", caseId)).at(-1)).toBe("case.reopened");
    const { recommendations } = await decisionForm(caseId, at);
    expect(recommendations[0]?.measures[0]?.key).toBe("suspend_posting");
  });

  it("leaves a decided case as it is when a report opens another one at that very moment", async () => {
    const { measureId, caseId } = await answered();
    const superuser = postgres(urls().superUrl, { max: 2, onnotice: () => undefined });
    const report = await superuser.reserve();
    await report`begin`;
    const [other] = await report<{ id: string }[]>`
      insert into docket_case (id, subject_kind, subject_id, subject_name, subject_code, grams, state, round, queue,
        severity, source, priority, priority_terms, report_count, reporter_count, opened_at, due_at, version)
      select ${newId(now)}, subject_kind, subject_id, subject_name, subject_code, grams, 'open', 1, queue, severity, source,
        priority, priority_terms, 1, 1, ${now}, ${now}, 1
      from docket_case where id = ${caseId} returning id`;
    const checked = checkRectification(moderator, { measureId, version: 2, verdict: "failed", note: "未改" }, now);
    const waits = async () =>
      (await superuser`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
        .length;
    for (let tried = 0; (await waits()) === 0; tried++)
      if (tried > 5_000) throw new Error("nobody waits for the report");
    await report`commit`;
    report.release();
    await checked;
    await superuser.end();
    const states = await read((tx) =>
      tx
        .select({ state: caseRow.state })
        .from(caseRow)
        .where(inArray(caseRow.id, [caseId, other?.id as string])),
    );
    expect(states.map(({ state }) => state).sort()).toEqual(["decided", "open"]);
    expect(await stateOf(measureId)).toMatchObject({ state: "failed" });
  });

  it("leaves a decided case as it is after a passed re-check, or beside a later case of the same group", async () => {
    const passed = await answered();
    await checkRectification(
      moderator,
      { measureId: passed.measureId, version: 2, verdict: "passed", note: "已改" },
      now,
    );
    const { group, measureId, caseId } = await answered();
    const next = await reportedCase({ subject: { type: "group", externalId: group } }, now);
    await checkRectification(moderator, { measureId, version: 2, verdict: "failed", note: "未改" }, now);
    for (const id of [passed.caseId, caseId])
      expect((await read((tx) => tx.select().from(caseRow).where(eq(caseRow.id, id))))[0]?.state).toBe("decided");
    const { recommendations } = await decisionForm(next.id, now);
    expect(recommendations[0]?.measures[0]?.key).toBe("suspend_posting");
  });
});
