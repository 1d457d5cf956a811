import { goOnUnanswered } from "../../appeals/service/dialogue";
import { leaseSeconds } from "../../cases/contract";
import { claimCase, claimNext, heartbeat, release } from "../../cases/service/claim";
import { escalateCase, skipCase, snoozeCase } from "../../cases/service/move";
import { recordBreaches, wakeSnoozed } from "../../cases/service/timers";
import { lapseProposals } from "../../enforcement/service/approve";
import { expireMeasures, markOverdue } from "../../enforcement/service/end";
import { endProvisionals } from "../../enforcement/service/provisional";
import type { StaffActor } from "../../kernel/actor";
import { after, day, second } from "../../kernel/calendar";
import { holds } from "./broken";
import type { CaseFact } from "./facts";
import { nobody, type Stepper, type World } from "./world";

const waiting = ["open", "escalated", "reopened"];
export const isWaiting = ({ state }: CaseFact) => waiting.includes(state);

export const leaseOf = (world: World, caseId: string) => {
  const lease = world.leases.get(caseId);
  return lease && lease.expiresAt > world.now ? lease : null;
};
export const keepLease = (world: World, caseId: string, by: StaffActor, token: string) => {
  world.leases.set(caseId, { by, token, expiresAt: after(world.now, leaseSeconds * second) });
};

export const isOwn = (world: World, found: CaseFact, by: StaffActor) =>
  by.id === world.own.by.id && world.mirror.subjects.byId.get(found.subject)?.externalId === world.own.externalId;
const isLead = (world: World, by: StaffActor) => world.leads.includes(by);

/** What claiming this case must end with. */
export function claimEnds(world: World, found: CaseFact, by: StaffActor): string {
  if (isOwn(world, found, by)) return "cases.own_subject";
  const lease = leaseOf(world, found.id);
  if (lease && lease.by !== by) return "cases.claimed";
  if (found.state === "escalated" && !isLead(world, by)) return "cases.needs_lead";
  return isWaiting(found) ? "done" : "cases.transition";
}

const reviewers = ({ moderators, leads }: World) => [...moderators, ...moderators, ...leads];

/** Somebody claims a case: free, held by a colleague, escalated, decided, or her own. */
export const claimed: Stepper = (world) => {
  const { dice, mirror } = world;
  const found = dice.oneOf(mirror.cases.recent(isWaiting, 80)) ?? dice.oneOf(mirror.cases.recent());
  const by = dice.oneOf(reviewers(world));
  if (!found || !by) return null;
  const act = async () => {
    const { token } = await claimCase(by, { caseId: found.id }, world.now);
    keepLease(world, found.id, by, token);
  };
  return { name: "claim", about: [found.subject], ends: [claimEnds(world, found, by)], isSilent: true, act };
};

/** A colleague's live lease is not to be taken, renewed or given back by another. */
export const stolen: Stepper = (world) => {
  const { dice, mirror } = world;
  const live = mirror.cases.recent((row) => isWaiting(row) && leaseOf(world, row.id) !== null, 80);
  const found = dice.oneOf(live);
  const lease = found && leaseOf(world, found.id);
  const thief = lease && dice.oneOf(world.leads.filter((each) => each !== lease.by));
  if (!found || !lease || !thief) return null;
  const about = [found.subject];
  const held = { caseId: found.id, token: lease.token };
  return dice.oneOf([
    { name: "claim stolen", about, ends: ["cases.claimed"], act: () => claimCase(thief, held, world.now) },
    { name: "lease stolen", about, ends: ["cases.lost_to"], act: () => heartbeat(thief, held, world.now) },
    {
      name: "lease kept",
      about,
      ends: ["done"],
      isSilent: true,
      act: async () => holds(!(await release(thief, held)).released, "somebody gave a colleague's case back"),
    },
    {
      name: "skip stolen",
      about,
      ends: ["cases.lost_to"],
      act: () => skipCase(thief, { ...held, reason: "later" }, world.now),
    },
  ]) as NonNullable<ReturnType<Stepper>>;
};

/** Takes the most pressing case, as the page does; two at once never get the same one. */
export const next: Stepper = (world) => {
  const [one, other] = [world.dice.oneOf(world.moderators), world.dice.oneOf(world.leads)];
  if (!one || !other) return null;
  const act = async () => {
    const leases = await Promise.all([claimNext(one, {}, world.now), claimNext(other, {}, world.now)]);
    holds(!leases[0] || leases[0].caseId !== leases[1]?.caseId, "two people were handed the same case");
    for (const [nth, lease] of leases.entries())
      if (lease) {
        const found = world.mirror.cases.byId.get(lease.caseId);
        const by = nth === 0 ? one : other;
        holds(found && isWaiting(found), "a case was handed out that does not wait", found?.state);
        holds(!isOwn(world, found, by), "somebody was handed her own case");
        const held = leaseOf(world, found.id);
        holds(!held || held.by === by, "a case was handed out that a colleague holds");
        keepLease(world, lease.caseId, by, lease.token);
      }
  };
  return { name: "next", about: [], ends: ["done"], isSilent: true, act };
};

/** Gives back, passes on, hands to the leads or puts aside a case that somebody holds, or tries to. */
export const moved: Stepper = (world) => {
  const { dice, mirror, now } = world;
  const waits = mirror.cases.recent(isWaiting, 80);
  const live = waits.filter(({ id }) => leaseOf(world, id));
  const found = dice.oneOf(live.length > 0 && dice.chance(0.8) ? live : waits);
  if (!found) return null;
  const lease = leaseOf(world, found.id);
  const lapsed = world.leases.get(found.id);
  const by = lease?.by ?? lapsed?.by ?? (dice.oneOf(reviewers(world)) as StaffActor);
  const token = lease?.token ?? lapsed?.token ?? nobody(world);
  const held = { caseId: found.id, token };
  const about = [found.subject];
  // Once acted upon, the case is nobody's; a lease that is lost is refused whatever the act.
  const kept = isOwn(world, found, by) ? "cases.own_subject" : null;
  const ends = [kept ?? (lease ? "done" : "cases.lost")];
  const drop = <T>(work: Promise<T>) => work.then(() => world.leases.delete(found.id));
  const leadOnly = found.escalatedAt && !isLead(world, by) ? ["cases.needs_lead"] : null;
  const until = (days: number) => after(now, days * day).toISOString();
  const escalate = { ...held, reason: "unsure" } as const;
  return dice.oneOf([
    {
      name: "release",
      about,
      ends: ["done"],
      isSilent: true,
      act: async () => {
        const { released } = await release(by, held);
        // A lease that ran out is still its holder's to give back, as long as nobody took the case over.
        holds(released || !lease, "a lease that is held was not given back");
        world.leases.delete(found.id);
      },
    },
    {
      name: "skip",
      about,
      ends: lease ? ["done"] : ["cases.lost"],
      act: () => drop(skipCase(by, { ...held, reason: "later" }, now)),
    },
    { name: "escalate", about, ends, act: () => drop(escalateCase(by, escalate, now)) },
    {
      name: "snooze",
      about,
      ends: kept || !lease ? ends : (leadOnly ?? ["done"]),
      act: () => drop(snoozeCase(by, { ...held, until: until(1 + dice.below(20)) }, now)),
    },
    {
      name: "snooze too far",
      about,
      ends: kept || !lease ? ends : (leadOnly ?? ["cases.snooze_far"]),
      act: () => snoozeCase(by, { ...held, until: until(31) }, now),
    },
    {
      name: "snooze into the past",
      about,
      ends: kept || !lease ? ends : (leadOnly ?? ["cases.snooze_past"]),
      act: () => snoozeCase(by, { ...held, until: until(-1) }, now),
    },
  ]) as NonNullable<ReturnType<Stepper>>;
};

/** Acts on a case that does not wait: each is refused. */
export const movedWrongly: Stepper = (world) => {
  const { dice, mirror, now } = world;
  const found = dice.oneOf(mirror.cases.recent((row) => !isWaiting(row)));
  const by = dice.oneOf(world.leads);
  if (!found || !by) return null;
  const about = [found.subject];
  const [caseId, reason, until] = [found.id, "unsure", after(now, day).toISOString()] as const;
  const ends = ["cases.transition"];
  return dice.oneOf([
    { name: `escalate ${found.state}`, about, ends, act: () => escalateCase(by, { caseId, reason }, now) },
    { name: `snooze ${found.state}`, about, ends, act: () => snoozeCase(by, { caseId, until }, now) },
    { name: `claim ${found.state}`, about, ends, act: () => claimCase(by, { caseId }, now) },
  ]) as NonNullable<ReturnType<Stepper>>;
};

/** The worker looks, two of them at once, and everything that is due is done once. */
export const workerLooks: Stepper = (world) => {
  const { now } = world;
  const twice = <T>(work: () => Promise<T>) => Promise.all([work(), work()]);
  return {
    name: "worker",
    about: [],
    ends: ["done"],
    act: async () => {
      await twice(() => expireMeasures(now));
      await twice(() => lapseProposals(now));
      await twice(() => endProvisionals(now));
      await twice(() => markOverdue(now));
      await twice(() => wakeSnoozed(now));
      await twice(() => recordBreaches(now));
      await twice(() => goOnUnanswered(now));
      const left = [
        await expireMeasures(now),
        await lapseProposals(now),
        await endProvisionals(now),
        await markOverdue(now),
        await wakeSnoozed(now),
        await goOnUnanswered(now),
      ];
      holds(Math.max(...left) === 0, "something that was due is left, or was done twice", left);
      const stale = await world.sql`
        select m.id from measure m join decision d on d.case_id = m.case_id
        where m.provisional and m.state = 'in_force' and (m.until_at <= ${now}
          or (d.effective_at >= m.from_at and d.effective_at <= ${now}))`;
      holds(stale.length === 0, "a provisional suspension outlives its term or the decision on its case", stale);
    },
  };
};
