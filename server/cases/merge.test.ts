import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { evidence, report } from "../../db/schema";
import { decide } from "../enforcement/service/decide";
import { backlogs } from "../insights/store";
import type { StaffActor } from "../kernel/actor";
import { day, hour, after as later } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { claimed, entriesOf, type OpenCase, onSubject, reportedCase, rowsOf, seat } from "../testing/enforcement";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { claimCase } from "./service/claim";
import { mergeCase, mergeTargets } from "./service/merge";
import { escalateCase, snoozeCase } from "./service/move";
import { showCase } from "./service/show";
import { recordBreaches, wakeSnoozed } from "./service/timers";

const urls = useDatabase();
const now = testNow();
let superuser: postgres.Sql;
let moderator: StaffActor;
let other: StaffActor;
let lead: StaffActor;
beforeAll(async () => {
  superuser = postgres(urls().superUrl, { max: 1, onnotice: () => undefined });
  await publishDefault(now);
  moderator = await makePerson(["moderator"], "许清", now);
  other = await makePerson(["moderator"], "林夏", now);
  lead = await makePerson(["lead"], "陈默", now);
});
afterAll(() => superuser.end({ timeout: 2 }));

const code = async (work: Promise<unknown>) => (await refusalOf(work))?.code ?? null;
const again = async (id: string): Promise<OpenCase> => (await rowsOf(id)).case as OpenCase;

/** A founder's case with two reports and evidence, and the case of her group with one. */
async function pair(name: string): Promise<{ away: OpenCase; into: OpenCase }> {
  await seat(`g-${name}`, `a-${name}`, "founder", now);
  const group = { type: "group" as const, externalId: `g-${name}` };
  const account = { type: "account" as const, externalId: `a-${name}` };
  const into = await reportedCase({ subject: group, category: "spam_flooding", reporter: { externalId: "one" } }, now);
  const text = { kind: "text" as const, role: "reported" as const, text: "先付定金", messageExternalId: `m-${name}` };
  await reportedCase({ subject: account, reporter: { externalId: "one" }, evidence: [text] }, now);
  const away = await reportedCase({ subject: account, reporter: { externalId: "two" } }, now);
  return { away: await again(away.id), into: await again(into.id) };
}

describe("merging an account's case into its group's", () => {
  it("takes reports and evidence over, points to the other, and writes to both; both are decided as one", async () => {
    const { away, into } = await pair("whole");
    const { token } = await claimCase(moderator, { caseId: away.id }, now);
    expect((await mergeTargets({ caseId: away.id })).rows).toMatchObject([{ id: into.id, role: "founder" }]);
    const moved = await mergeCase(moderator, { caseId: away.id, into: into.id, token }, now);
    expect(moved.number).toBe(into.number);
    const [left, taken] = [await again(away.id), await again(into.id)];
    expect(left).toMatchObject({ state: "merged", mergedInto: into.id, mergedAt: now, version: away.version + 1 });
    // Two people reported, one of them both.
    expect(taken).toMatchObject({ state: "open", reportCount: 3, reporterCount: 2, reporterWeight: 2 });
    expect(taken.severity).toBe(Math.max(away.severity, into.severity));
    expect(taken.priority).toBeGreaterThan(into.priority);
    expect(taken.dueAt.getTime()).toBe(Math.min(away.dueAt.getTime(), into.dueAt.getTime()));
    const [reports, items] = await read((tx) =>
      Promise.all([
        tx.select().from(report).where(eq(report.caseId, into.id)),
        tx.select().from(evidence).where(eq(evidence.caseId, into.id)),
      ]),
    );
    expect(reports.map(({ round, state }) => [round, state])).toEqual(Array(3).fill([1, "attached"]));
    expect(items).toHaveLength(1);
    expect((await entriesOf(away.id)).at(-1)).toMatchObject({
      action: "case.merged",
      version: left.version,
      body: { pub: { into: into.number, reports: 2 } },
    });
    expect((await entriesOf(into.id)).at(-1)).toMatchObject({
      action: "case.extended",
      version: taken.version,
      body: { pub: { from: away.number, reports: 2 } },
    });
    expect(await showCase(lead, { number: away.number }, now)).toMatchObject({
      state: "merged",
      mergedInto: into.number,
      allowed: { claim: { code: "cases.transition" } },
    });
    const measures = [onSubject(taken, "suspend_posting", 3)];
    await decide(moderator, await claimed(moderator, taken, { measures }, now), now);
    const settled = (await rowsOf(into.id)).reports;
    expect(settled).toHaveLength(3);
    expect(settled.every(({ state }) => state !== "attached")).toBe(true);
  });

  it("a later report about the account opens a case of its own, and the merged one is never touched again", async () => {
    const { away, into } = await pair("later");
    await mergeCase(moderator, { caseId: away.id, into: into.id }, now);
    const fresh = await reportedCase({ subject: { type: "account", externalId: "a-later" } }, later(now, hour));
    expect(fresh.id).not.toBe(away.id);
    expect(fresh).toMatchObject({ state: "open", reportCount: 1 });
    await recordBreaches(later(now, 60 * day));
    await wakeSnoozed(later(now, 60 * day));
    expect(await again(away.id)).toMatchObject({ state: "merged", breachedAt: null });
    for (const statement of ["state = 'open', merged_into = null, merged_at = null", "merged_into = id"])
      await expect(
        superuser.unsafe(`update docket_case set ${statement} where id = '${away.id}'`),
      ).rejects.toMatchObject({ code: expect.stringMatching(/^23/) });
    await expect(superuser`update evidence set case_id = ${away.id} where case_id = ${into.id}`).rejects.toMatchObject({
      code: "23514",
    });
  });

  it("counts in no backlog any more, and did until then", async () => {
    const { away, into } = await pair("backlog");
    const openAt = async (at: Date) => {
      const [row] = await read((tx) => backlogs(tx, [at]));
      return row ? row.fresh + row.today + row.old + row.overdue : 0;
    };
    const before = await openAt(later(now, 1.5 * hour));
    await mergeCase(moderator, { caseId: away.id, into: into.id }, later(now, 2 * hour));
    // What stood on a past day still stands there.
    expect(await openAt(later(now, 1.5 * hour))).toBe(before);
    expect(await openAt(later(now, 3 * hour))).toBe(before - 1);
  });
});

describe("what is not merged", () => {
  it("a group's case, a case into one that has nothing to do with it, into an account's, or into itself", async () => {
    const one = await pair("unfit-1");
    const two = await pair("unfit-2");
    const tried = (away: OpenCase, into: OpenCase) =>
      code(mergeCase(moderator, { caseId: away.id, into: into.id }, now));
    expect(await tried(one.into, two.into)).toBe("cases.merge_account");
    expect(await tried(one.away, two.into)).toBe("cases.merge_unrelated");
    expect(await tried(one.away, two.away)).toBe("cases.merge_target");
    expect(await tried(one.away, one.away)).toBe("cases.merge_target");
  });

  it("what somebody else holds, on either side; what is her own; what only a lead may take", async () => {
    const { away, into } = await pair("held");
    const tried = (by: StaffActor) => code(mergeCase(by, { caseId: away.id, into: into.id }, now));
    await claimCase(other, { caseId: into.id }, now);
    expect(await tried(moderator)).toBe("cases.claimed");
    const free = await pair("held-2");
    await claimCase(other, { caseId: free.away.id }, now);
    expect(await code(mergeCase(moderator, { caseId: free.away.id, into: free.into.id }, now))).toBe("cases.claimed");
    const raised = await pair("held-3");
    await escalateCase(moderator, { caseId: raised.into.id, reason: "unsure" }, now);
    const input = { caseId: raised.away.id, into: raised.into.id };
    expect(await code(mergeCase(moderator, input, now))).toBe("cases.needs_lead");
    expect(await code(mergeCase(lead, input, now))).toBeNull();
    const mine = await pair("held-4");
    await superuser`insert into staff_subject (staff_id, subject_kind, subject_id) values (${other.id}, 'group', ${mine.into.subjectId})`;
    expect(await code(mergeCase(other, { caseId: mine.away.id, into: mine.into.id }, now))).toBe("cases.own_subject");
  });

  it("twice, once decided, or into what was decided or merged; a case that is put aside is", async () => {
    const { away, into } = await pair("twice");
    await snoozeCase(moderator, { caseId: away.id, until: later(now, day).toISOString() }, now);
    await mergeCase(moderator, { caseId: away.id, into: into.id }, now);
    expect(await code(mergeCase(moderator, { caseId: away.id, into: into.id }, now))).toBe("cases.transition");
    const measures = [onSubject(into, "suspend_posting", 3)];
    await decide(moderator, await claimed(moderator, into, { measures }, now), now);
    const fresh = await reportedCase({ subject: { type: "account", externalId: "a-twice" } }, now);
    expect(await code(mergeCase(moderator, { caseId: fresh.id, into: into.id }, now))).toBe("cases.merge_target");
    expect((await mergeTargets({ caseId: fresh.id })).rows).toEqual([]);
  });

  it("two at once in opposite order end without waiting for each other, one done", async () => {
    const { away, into } = await pair("race");
    const codes = await Promise.all(
      [moderator, other].map((by) => code(mergeCase(by, { caseId: away.id, into: into.id }, now))),
    );
    expect(codes.filter((each) => each === null)).toHaveLength(1);
    expect(codes.filter((each) => each === "cases.transition")).toHaveLength(1);
  });
});
