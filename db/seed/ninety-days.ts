import { and, asc, desc, eq, gt, inArray, lt, lte } from "drizzle-orm";
import { ensureKey } from "../../server/audit/keys";
import { sequence } from "../../server/audit/sequence";
import { claimNext } from "../../server/cases/service/claim";
import { escalateCase, snoozeCase } from "../../server/cases/service/move";
import { recordBreaches, wakeSnoozed } from "../../server/cases/service/timers";
import { noticeToken } from "../../server/delivery/service/order";
import { lapseProposals } from "../../server/enforcement/service/approve";
import {
  checkRectification,
  expireMeasures,
  liftMeasure,
  markOverdue,
  reverseMeasure,
} from "../../server/enforcement/service/end";
import { submitRectification } from "../../server/enforcement/service/rectification";
import { checkFiling, draftFiling, sealFiling } from "../../server/filings/service";
import type { KeyActor, StaffActor } from "../../server/kernel/actor";
import { after, day, hour, isoDay, minute, plusDays } from "../../server/kernel/calendar";
import { askForView } from "../../server/oversight/service/request";
import { read } from "../../server/read";
import { linesFrom, syncRegistry } from "../../server/registry/service/sync";
import { caseRow, group, measure, notice, rectification } from "../schema";
import { leaveAppeals } from "./appeals";
import { communityOf } from "./community";
import { leaveIncidents } from "./incidents";
import { answerOrders } from "./orders";
import { Chance } from "./random";
import { leaveReferrals } from "./referrals";
import { Reports } from "./reports";
import { answerProposals, receiveReports, reviewNext } from "./reviewing";

/** Ninety days before the morning of the day on which the demo is made. */
export const dayCount = 90;
export const reportCount = 2_040;
/** The last days bring more than the shift can take. */
const surgeDays = 2;
const surge = 2.8;
const stepHours = 3;
const stepsPerDay = 24 / stepHours;

export type DemoPeople = {
  readonly platform: KeyActor;
  readonly moderators: readonly StaffActor[];
  readonly leads: readonly StaffActor[];
  readonly compliance: readonly StaffActor[];
  readonly appeals: readonly StaffActor[];
};

/** Everything that was sequenced by `now`, in the log with the times of the demo. */
const drain = async (now: Date) => {
  while ((await sequence(now)) > 0);
};

const waitingCases = async () => await read((tx) => tx.$count(caseRow, eq(caseRow.waiting, true)));

const closedGroups = async () =>
  new Set(
    (await read((tx) => tx.select({ id: group.externalId }).from(group).where(eq(group.status, "closed")))).map(
      ({ id }) => id,
    ),
  );

/** Share of a day's reports in each three hours, from midnight. */
const tide = [3, 1, 3, 6, 6, 6, 8, 5] as const;

/** What the timers of the worker would have done by now. */
async function timers(now: Date): Promise<void> {
  await wakeSnoozed(now);
  await expireMeasures(now);
  await markOverdue(now);
  await lapseProposals(now);
  await recordBreaches(now);
}

/** Groups whose time is nearly over say what they have put right: most do. */
async function answerNotices(chance: Chance, now: Date): Promise<void> {
  const due = await read((tx) =>
    tx
      .select({ noticeId: notice.id })
      .from(rectification)
      .innerJoin(measure, eq(measure.id, rectification.measureId))
      .innerJoin(notice, and(eq(notice.decisionId, measure.decisionId), eq(notice.subjectId, measure.subjectId)))
      .where(
        and(
          eq(measure.state, "in_force"),
          eq(rectification.state, "assigned"),
          lte(measure.from, now),
          lt(rectification.dueAt, after(now, 3 * day)),
          gt(rectification.dueAt, now),
        ),
      )
      .orderBy(asc(rectification.dueAt), asc(rectification.id))
      .limit(20),
  );
  for (const { noticeId } of due)
    if (chance.is(0.6))
      await submitRectification(
        noticeToken(noticeId),
        { text: "已删除所列信息，更新群公告，并由管理员逐条核对。" },
        now,
      );
}

/** A moderator looks at what groups have put right: most pass, but for those that said nothing. */
async function checkRectified(by: StaffActor, chance: Chance, now: Date): Promise<void> {
  const due = await read((tx) =>
    tx
      .select({ id: measure.id, version: measure.version, state: rectification.state })
      .from(rectification)
      .innerJoin(measure, eq(measure.id, rectification.measureId))
      .where(
        and(
          eq(measure.state, "in_force"),
          lte(measure.from, now),
          inArray(rectification.state, ["submitted", "overdue"]),
          lt(rectification.dueAt, after(now, day)),
        ),
      )
      .orderBy(asc(rectification.dueAt), asc(rectification.id))
      .limit(20),
  );
  for (const { id, version, state } of due)
    await checkRectification(
      by,
      {
        measureId: id,
        version,
        ...(state === "submitted" && chance.is(0.82)
          ? { verdict: "passed", note: "群公告与清理均已完成。" }
          : { verdict: "failed", note: "仍有同类信息。" }),
      },
      now,
    );
}

/** Some suspensions end early, for a reason. */
async function liftSome(by: StaffActor, chance: Chance, now: Date): Promise<void> {
  if (!chance.is(0.12)) return;
  const [found] = await read((tx) =>
    tx
      .select({ id: measure.id, version: measure.version })
      .from(measure)
      .where(and(eq(measure.state, "in_force"), lte(measure.from, now), eq(measure.key, "suspend_posting")))
      .orderBy(asc(measure.enteredAt), asc(measure.id))
      .limit(1),
  );
  if (found)
    await liftMeasure(by, { measureId: found.id, version: found.version, reason: "整改到位，提前解除。" }, now);
}

/** Now and then a lead finds that a suspension should never have been. */
async function reverseOne(by: StaffActor, now: Date): Promise<void> {
  const [found] = await read((tx) =>
    tx
      .select({ id: measure.id, version: measure.version })
      .from(measure)
      .where(and(eq(measure.state, "in_force"), lte(measure.from, now), eq(measure.key, "suspend_posting")))
      .orderBy(desc(measure.enteredAt), desc(measure.id))
      .limit(1),
  );
  if (found)
    await reverseMeasure(by, { measureId: found.id, version: found.version, reason: "复查发现认定对象有误。" }, now);
}

/** What the last evening leaves behind for others: two cases for a lead, two put aside. */
async function leaveForOthers(by: StaffActor, now: Date): Promise<void> {
  for (const reason of ["legal_question", "wide_attention"] as const) {
    const lease = await claimNext(by, {}, now);
    if (lease) await escalateCase(by, { caseId: lease.caseId, token: lease.token, reason }, now);
  }
  for (const days of [1, 3]) {
    const lease = await claimNext(by, {}, now);
    if (lease)
      await snoozeCase(by, { caseId: lease.caseId, token: lease.token, until: plusDays(now, days).toISOString() }, now);
  }
}

/** A disposition report of thirty days, made a week after they ended, prepared by one officer and sealed by another. */
async function sealOne([prepares, seals]: readonly StaffActor[], begins: Date, now: Date): Promise<void> {
  if (!prepares || !seals) throw new Error("a filing takes two officers");
  // A filing is drawn from a signed checkpoint: the log needs its key before the worker has run.
  await ensureKey(now);
  await drain(now);
  const { number } = await draftFiling(
    prepares,
    {
      specification: "disposition",
      periodStart: isoDay(plusDays(begins, 30)),
      periodEnd: isoDay(plusDays(begins, 60)),
      provider: "星渡网络科技有限公司",
      office: "省互联网信息办公室",
      letterNumber: `星渡函〔${isoDay(now).slice(0, 4)}〕17号`,
    },
    now,
  );
  const later = after(now, 20 * minute);
  const { version } = await checkFiling(
    prepares,
    {
      number,
      version: 1,
      waivers: { receipts: "其余指令平台仍在执行，回执将列入下期。", notices: "对象账号已注销。" },
    },
    later,
  );
  await sealFiling(seals, { number, version }, after(later, 2 * hour));
}

/**
 * Lives so many days of a fictional community through the services, under a clock of its own: the same names, numbers
 * and counts each time, only the dates move with the day on which it is made.
 *
 * @param ends first instant of the day on which the demo is made.
 */
export async function liveDays(
  people: DemoPeople,
  ends: Date,
  days: number,
  say: (line: string) => void,
): Promise<void> {
  const chance = new Chance(20_171_008);
  const begins = plusDays(ends, -days);
  const community = communityOf(chance, begins);
  for await (const batch of syncRegistry(people.platform, linesFrom(community.lines), begins))
    if (batch.changed === null) throw new Error("the demo's registry was refused");
  await drain(begins);
  const reports = new Reports(chance, community.memberships);
  const perDay = reportCount / (dayCount + surgeDays * (surge - 1));
  const tideSum = tide.reduce<number>((sum, share) => sum + share, 0);
  const lastSteps = days * stepsPerDay - 2;
  let owed = 0;
  for (let step = 0; step < days * stepsPerDay; step++) {
    const today = Math.floor(step / stepsPerDay);
    const stepBegins = after(plusDays(begins, today), (step % stepsPerDay) * stepHours * hour);
    const arrives = after(stepBegins, chance.between(4, 50) * minute);
    const now = after(stepBegins, 95 * minute);
    const left = days * stepsPerDay - step;
    owed += (perDay * (today >= days - surgeDays ? surge : 1) * (tide[step % stepsPerDay] as number)) / tideSum;
    const count = Math.floor(owed);
    owed -= count;
    if (count > 0) {
      const received = await receiveReports(
        people.platform,
        Array.from({ length: count }, () => reports.next(arrives, left > 2 && left <= 6 && chance.is(0.8))),
        arrives,
      );
      for (const answer of received) {
        if (!answer.ok) throw new Error(`a report of the demo was refused: ${answer.refusal.code}`);
      }
    }
    // The night shift is small; on weekends the backlog grows.
    const atNight = step % stepsPerDay < 2;
    const usual = 3 + (today % 7 >= 5 ? 5 : 0) + (atNight ? 3 : 0);
    // The last shift takes only what presses most, and leaves the rest to the morning.
    const wanted = left > 6 ? usual : 0;
    const most = left > 6 ? 14 : left > 2 ? 4 : 9;
    let open = await waitingCases();
    for (let tried = 0; open > wanted && tried < most; tried++) {
      const by = people.moderators[tried % people.moderators.length] as StaffActor;
      if (!(await reviewNext(by, chance, after(stepBegins, 55 * minute + tried * 150_000)))) break;
      open--;
    }
    const lead = people.leads[step % people.leads.length] as StaffActor;
    // The last night's proposals wait for the morning.
    if (step % 2 === 1 && step < lastSteps) await answerProposals(lead, chance, after(now, 50 * 1_000));
    await answerOrders(people.platform, chance, after(now, 55 * 1_000));
    if (step % stepsPerDay === stepsPerDay - 1) {
      await answerNotices(chance, now);
      await checkRectified(people.moderators[0] as StaffActor, chance, now);
      await liftSome(lead, chance, now);
      if (today % 20 === 6) await reverseOne(lead, now);
      reports.closed = await closedGroups();
    }
    if (step === days * stepsPerDay - 2) await leaveForOthers(people.moderators[1] as StaffActor, now);
    await timers(after(now, 58 * 1_000));
    if (step % stepsPerDay === stepsPerDay - 1) await drain(after(now, 59 * 1_000));
    if (today === 67 && step % stepsPerDay === 4) {
      await drain(after(now, 59 * 1_000));
      await sealOne(people.compliance, begins, after(now, minute));
    }
    if (step % (stepsPerDay * 30) === stepsPerDay * 30 - 1) say(`Demo: ${today + 1} of ${days} days.`);
  }
  // Proposals lapse after a day: those of the last minutes wait for whoever opens the demo on its first day.
  for (const by of people.moderators) await reviewNext(by, chance, after(ends, -5 * minute), true);
  // A lead asks to read the log by a moderator's acts: the compliance officers find it above the log.
  const [lead2, her] = [people.leads[1] as StaffActor, people.moderators[0] as StaffActor];
  const reason = "复核：有投诉称同一案件被反复跳过";
  await askForView(lead2, { staffId: her.id, reason }, after(ends, -4 * minute));
  await leaveAppeals(people.appeals[0] as StaffActor, after(ends, -3 * minute));
  await leaveReferrals(
    [people.compliance[0] as StaffActor, people.compliance[1] as StaffActor],
    after(ends, -2 * minute),
  );
  await leaveIncidents([people.leads[0] as StaffActor, people.leads[1] as StaffActor], after(ends, -3 * minute));
  await drain(after(ends, -minute));
}
