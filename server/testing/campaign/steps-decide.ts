import { claimCase } from "../../cases/service/claim";
import { DecideCase, type ProposedMeasure } from "../../enforcement/contract";
import { approve, returnProposal, withdrawProposal } from "../../enforcement/service/approve";
import { decide, previewDecision } from "../../enforcement/service/decide";
import type { StaffActor } from "../../kernel/actor";
import type { CreditLevel } from "../../policy/contract";
import { read } from "../../read";
import { managersOf } from "../../registry/service/subjects";
import { type Known, parametersOf, proposal } from "../measures";
import { holds } from "./broken";
import type { CaseFact, DecisionFact } from "./facts";
import { claimEnds, isOwn, isWaiting, keepLease, leaseOf } from "./steps-cases";
import { nobody, type Step, type Stepper, type World } from "./world";

/** Measures in force on a subject, as a rule of the test's own wants them. */
const heldOn = (world: World, subject: string): Known[] =>
  world.mirror.measures
    .all((row) => row.subject === subject && row.state === "in_force")
    .map(({ key, parameters }) => ({ key, to: key === "lower_credit" ? (parameters.to as CreditLevel) : null }));

/** One to three measures that may be taken on the subject now, each key once. */
function measuresOn(world: World, kind: "group" | "account", id: string, standing: "subject" | "founder" | "manager") {
  const { dice } = world;
  const subject = world.mirror.subjects.byId.get(id);
  const held = heldOn(world, id);
  const chosen = new Map<string, ProposedMeasure>();
  for (let tried = dice.below(3); tried >= 0; tried--) {
    const found = proposal(dice, kind, held);
    // A group that the platform dissolved can be put on the blacklist, and nothing else.
    if (!found || chosen.has(found.key) || (subject?.isOut && found.key !== "blacklist")) continue;
    const { key, days } = found;
    const facts = standing === "subject" ? {} : { facts: "明知违规而不处理，未尽管理职责。" };
    chosen.set(key, { key, subject: { kind, id }, standing, parameters: parametersOf(found), days, ...facts });
  }
  return [...chosen.values()];
}

/** Measures on the case's subject and, of a group, now and then on its founder or a manager. */
async function measuresFor(world: World, found: CaseFact): Promise<ProposedMeasure[]> {
  const own = measuresOn(world, found.kind, found.subject, "subject");
  if (found.kind === "account" || !world.dice.chance(0.3)) return own;
  const people = await read((tx) => managersOf(tx, found.subject));
  const person = world.dice.oneOf(people.filter(({ role }) => role !== "member"));
  if (!person || person.role === "member") return own;
  // Whoever is both is the founder: the first that is listed.
  const role = people.find(({ id }) => id === person.id)?.role === "founder" ? "founder" : person.role;
  return [...own, ...measuresOn(world, "account", person.id, role)];
}

async function stated(world: World, found: CaseFact, token: string): Promise<DecideCase> {
  const { dice } = world;
  const finding = dice.chance(0.7) ? "violates" : dice.chance(0.5) ? "does_not" : "cannot_tell";
  const isViolation = finding === "violates";
  return DecideCase.parse({
    caseId: found.id,
    round: found.round,
    claimToken: token,
    finding,
    clauses: isViolation ? ["fraud_fake_trade"] : [],
    facts: isViolation ? "要求成员绕开平台支付定金。" : "",
    measures: isViolation ? await measuresFor(world, found) : [],
    deviationReason: "本次情节",
  });
}

/** Now and then posting is suspended until somebody else has decided, where that may be. */
function withProvisional(world: World, found: CaseFact, input: DecideCase): DecideCase {
  const { dice } = world;
  const isSevere = input.measures.some(
    ({ key, standing }) => standing === "subject" && ["close_group", "blacklist"].includes(key),
  );
  const isOut = heldOn(world, found.subject).some(({ key }) => ["suspend_posting", "close_group"].includes(key));
  if (!isSevere || isOut || world.mirror.subjects.byId.get(found.subject)?.isOut || !dice.chance(0.5)) return input;
  return { ...input, provisional: { hours: 1 + dice.below(72), reason: "正在组织线下诈骗。" } };
}

/** A case that somebody may decide, with who does, holding it. Nobody's own subject is among the measures. */
async function held(world: World) {
  const { dice, mirror, own } = world;
  const found = dice.oneOf(mirror.cases.recent(isWaiting, 120));
  if (!found) return null;
  const lease = leaseOf(world, found.id);
  const able = [...world.moderators, ...world.leads].filter((by) => claimEnds(world, found, by) === "done");
  const by = lease?.by ?? dice.oneOf(able);
  if (!by || isOwn(world, found, by)) return null;
  const { token } = await claimCase(by, { caseId: found.id }, world.now);
  keepLease(world, found.id, by, token);
  const input = withProvisional(world, found, await stated(world, found, token));
  const names = input.measures.map(({ subject }) => mirror.subjects.byId.get(subject.id)?.externalId);
  if (by === own.by && names.includes(own.externalId)) return null;
  return { found, by, input, about: [found.subject, ...input.measures.map(({ subject }) => subject.id)] };
}

/** Somebody decides a case that she holds; the preview, which writes nothing, said the same. */
export const decided: Stepper = async (world) => {
  const ready = await held(world);
  if (!ready) return null;
  const { found, by, input, about } = ready;
  const isDoubled = world.dice.chance(0.1);
  const act = async () => {
    const preview = await previewDecision(by, input, world.now);
    holds(preview.ok, "a preview refused what may be decided", preview.ok ? null : preview.refusal);
    const tries = await Promise.allSettled([
      decide(by, input, world.now),
      ...(isDoubled ? [decide(by, input, world.now)] : []),
    ]);
    const made = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    for (const each of tries) if (each.status === "rejected" && made.length === 0) throw each.reason;
    holds(made.length === 1, "a case was decided twice", made);
    holds(made[0]?.state === preview.next.state, "a preview said otherwise than the decision");
    holds(
      made[0]?.measures === preview.next.effected.measures.length,
      "a preview has other measures than the decision",
    );
    world.leases.delete(found.id);
  };
  const kind = input.provisional
    ? "decide provisional"
    : input.finding === "violates"
      ? "decide violation"
      : "decide no violation";
  return { name: isDoubled ? `${kind} twice at once` : kind, about, ends: ["done"], act };
};

/** A decision that may not be made: whatever is wrong with it, nothing of it is written. */
export const decidedWrongly: Stepper = async (world) => {
  const ready = await held(world);
  if (!ready) return null;
  const { found, by, input, about } = ready;
  const violation: Partial<DecideCase> = {
    finding: "violates",
    clauses: ["fraud_fake_trade"],
    facts: "收取定金后失联。",
  };
  const other = [...world.moderators, ...world.leads].find((each) => each !== by) as StaffActor;
  const measure = (key: ProposedMeasure["key"], days: number | null, parameters = {}): ProposedMeasure => ({
    key,
    subject: { kind: found.kind, id: found.subject },
    standing: "subject",
    parameters,
    days,
  });
  const warned = found.kind === "group" ? measure("warn_and_rectify", 7, { items: ["整改"] }) : measure("warn", null);
  const suspension = { hours: 24, reason: "正在组织线下诈骗。" };
  const twice = [measure("suspend_posting", 1), measure("suspend_posting", 2)];
  // The ladder never advises two days.
  const unadvised = [measure("suspend_posting", 2)];
  const unfit = found.kind === "group" ? measure("warn", null) : measure("close_group", null);
  const wrong: readonly (readonly [string, string, Partial<DecideCase>, StaffActor?])[] = [
    ["stale round", "enforcement.stale_round", { round: found.round + 1 }],
    ["earlier round", "enforcement.stale_round", { round: Math.max(1, found.round - 1) }],
    ["unknown claim", "cases.lost", { claimToken: nobody(world) }],
    ["colleague's claim", "cases.lost", {}, other],
    ["no clause", "enforcement.incomplete", { ...violation, clauses: [] }],
    ["no facts", "enforcement.incomplete", { ...violation, facts: "" }],
    ["measure twice", "enforcement.incomplete", { ...violation, measures: twice }],
    ["unfit measure", "enforcement.incomplete", { ...violation, measures: [unfit] }],
    ["no days", "enforcement.incomplete", { ...violation, measures: [measure("suspend_posting", null)] }],
    ["measure without violation", "enforcement.incomplete", { finding: "does_not", clauses: [], measures: twice }],
    [
      "no reason to deviate",
      "enforcement.incomplete",
      { ...violation, measures: unadvised, deviationReason: undefined },
    ],
    [
      "provisional without need",
      "enforcement.incomplete",
      { ...violation, measures: [warned], provisional: suspension },
    ],
    [
      "provisional for too long",
      "enforcement.incomplete",
      {
        ...violation,
        measures: [measure("blacklist", 90, { functions: ["post"] })],
        provisional: { ...suspension, hours: 73 },
      },
    ],
    ["evidence of nobody", "enforcement.incomplete", { evidence: [{ id: nobody(world), finding: "violates" }] }],
  ];
  const [name, code, given, as = by] = world.dice.oneOf(wrong) as (typeof wrong)[number];
  if (name === "earlier round" && found.round === 1) return null;
  // A live claim of hers makes a stranger's attempt lose to her, by name.
  const ends = code === "cases.lost" ? ["cases.lost_to"] : [code];
  return { name: `decide: ${name}`, about, ends, act: () => decide(as, { ...input, ...given }, world.now) };
};

/** A claim that ran out decides nothing, even when nobody else took the case. */
export const decidedLate: Stepper = async (world) => {
  const { dice, mirror } = world;
  const found = dice.oneOf(mirror.cases.recent((row) => isWaiting(row) && world.leases.has(row.id), 120));
  const lease = found && world.leases.get(found.id);
  if (!found || !lease || lease.expiresAt > world.now) return null;
  const input = await stated(world, found, lease.token);
  const about = [found.subject];
  return { name: "decide: claim ran out", about, ends: ["cases.lost"], act: () => decide(lease.by, input, world.now) };
};

const given = (row: DecisionFact) => ({ decisionId: row.id, version: row.version });
const reason = "事实不足";

/** Answers that a proposal may get, from those who may give them and those who may not. */
export const proposalAnswered: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.decisions.recent(({ state }) => state === "proposed"));
  if (!row) return null;
  const everybody = [...world.moderators, ...world.leads];
  const proposer = everybody.find(({ id }) => id === row.proposedBy) as StaffActor;
  const second = dice.oneOf(world.leads.filter((each) => each !== proposer)) as StaffActor;
  const isLate = row.lapsesAt !== null && row.lapsesAt <= now;
  const inTime = (...ends: string[]) => (isLate ? ["enforcement.lapsed"] : ends);
  const about = [row.subject];
  const lead = { ...given(row), reason };
  const stale = { ...given(row), version: row.version + 1 };
  const isDoubled = dice.chance(0.15);
  const approveOnce = async () => {
    const once = () => approve(second, given(row), now);
    if (!isDoubled) return once();
    const tries = await Promise.allSettled([once(), once()]);
    const [done] = tries.filter(({ status }) => status === "fulfilled");
    holds(tries.filter(({ status }) => status === "fulfilled").length <= 1, "a proposal was approved twice");
    if (!done) throw (tries[0] as PromiseRejectedResult).reason;
    return done;
  };
  const hold = async (work: Promise<void>) => {
    await work;
    // The proposer holds the case again under a new token, which her page learns by claiming it once more.
    const { token } = await claimCase(proposer, { caseId: row.caseId }, now);
    keepLease(world, row.caseId, proposer, token);
  };
  const approving: Step = {
    name: isDoubled ? "approve twice at once" : "approve",
    about,
    ends: inTime("done", "enforcement.changed"),
    act: approveOnce,
  };
  return dice.oneOf([
    approving,
    approving,
    approving,
    approving,
    { name: "return", about, ends: inTime("done"), act: () => hold(returnProposal(second, lead, now)) },
    { name: "withdraw", about, ends: inTime("done"), act: () => hold(withdrawProposal(proposer, given(row), now)) },
    {
      name: "approve own",
      about,
      ends: inTime("enforcement.own_proposal"),
      act: () => approve(proposer, given(row), now),
    },
    {
      name: "return own",
      about,
      ends: inTime("enforcement.own_proposal"),
      act: () => returnProposal(proposer, lead, now),
    },
    {
      name: "withdraw another's",
      about,
      ends: inTime("enforcement.not_proposer"),
      act: () => withdrawProposal(second, given(row), now),
    },
    { name: "approve stale", about, ends: ["enforcement.stale"], act: () => approve(second, stale, now) },
    {
      name: "return stale",
      about,
      ends: ["enforcement.stale"],
      act: () => returnProposal(second, { ...stale, reason }, now),
    },
  ]) as Step;
};

/** Every act on a decision that is no proposal any more: refused by the table. */
export const settledAnswered: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.decisions.recent(({ state }) => state !== "proposed"));
  const by = dice.oneOf(world.leads);
  if (!row || !by) return null;
  const about = [row.subject];
  // Its subject may have been erased since, which is asked first.
  const ends = ["enforcement.decision_transition", "privacy.erased"];
  return dice.oneOf([
    { name: `approve ${row.state}`, about, ends, act: () => approve(by, given(row), now) },
    { name: `return ${row.state}`, about, ends, act: () => returnProposal(by, { ...given(row), reason }, now) },
    { name: `withdraw ${row.state}`, about, ends, act: () => withdrawProposal(by, given(row), now) },
  ]) as Step;
};
