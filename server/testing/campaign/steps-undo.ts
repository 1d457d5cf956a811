import { NewReport } from "../../cases/receive-contract";
import { claimCase } from "../../cases/service/claim";
import { receiveReports } from "../../cases/service/receive";
import { liftMeasure, reverseMeasure } from "../../enforcement/service/end";
import { undoDecision } from "../../enforcement/service/undo";
import type { StaffActor } from "../../kernel/actor";
import { operator } from "../reports";
import { holds } from "./broken";
import type { CaseFact, DecisionFact } from "./facts";
import { keepLease, leaseOf } from "./steps-cases";
import { nextName, type Step, type Stepper, type World } from "./world";

const open = ["open", "escalated", "reopened", "snoozed", "awaiting_approval"];
const given = (row: DecisionFact, ahead = 0) => ({ decisionId: row.id, version: row.version + ahead });

/** Who decided, or approved what somebody else proposed. */
function lastOf({ mirror, moderators, leads }: World, row: DecisionFact): StaffActor {
  const approved = mirror.approvals.all(({ decisionId, state }) => decisionId === row.id && state === "approved");
  const id = approved[0]?.by ?? row.proposedBy;
  return [...moderators, ...leads].find((each) => each.id === id) as StaffActor;
}

/** Whom it touches: the case's subject, and whoever it has a measure on. */
const aboutOf = ({ mirror }: World, row: DecisionFact) => [
  row.subject,
  ...mirror.measures.all(({ decisionId }) => decisionId === row.id).map(({ subject }) => subject),
];

/** Another case of its subject that is open by now. */
const laterOf = ({ mirror }: World, row: DecisionFact): CaseFact | undefined =>
  mirror.cases.all(({ subject, id, state }) => subject === row.subject && id !== row.caseId && open.includes(state))[0];

/** A decision that has not taken effect is undone, by who may and by who may not. */
export const undone: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const pending = mirror.decisions.recent(({ effectiveAt }) => effectiveAt !== null && effectiveAt > now, 60);
  const beside = pending.filter((row) => laterOf(world, row));
  // Few decisions are undone; where the subject has another case by then, most.
  const row = dice.oneOf(beside.length > 0 ? beside : dice.chance(0.4) ? pending : []);
  if (!row) return null;
  const by = lastOf(world, row);
  const about = aboutOf(world, row);
  const undo = (who: StaffActor, ahead = 0) => undoDecision(who, given(row, ahead), now);
  const other = dice.oneOf([...world.moderators, ...world.leads].filter((each) => each !== by)) as StaffActor;
  if (dice.chance(0.2))
    return { name: "undo another's", about, ends: ["enforcement.not_decider"], act: () => undo(other) };
  if (dice.chance(0.2)) return { name: "undo stale", about, ends: ["enforcement.stale"], act: () => undo(by, 1) };
  const [measure] = mirror.measures.all(({ decisionId, provisional }) => decisionId === row.id && !provisional);
  if (measure && dice.chance(0.3)) {
    const lead = dice.oneOf(world.leads) as StaffActor;
    const [name, end] = dice.oneOf([
      ["lift", liftMeasure],
      ["reverse", reverseMeasure],
    ] as const) as readonly [string, typeof liftMeasure | typeof reverseMeasure];
    const input = { measureId: measure.id, version: measure.version, reason: "尚未生效" };
    const ends = ["enforcement.still_pending"];
    return { name: `${name} pending`, about, ends, act: () => end(lead, input, now) };
  }
  // Another case of the subject that is open by then becomes one with it: which of the two goes on, by the domain's words.
  const later = laterOf(world, row);
  const lease = later && leaseOf(world, later.id);
  const isTaken = later && ["open", "snoozed"].includes(later.state) && (!lease || lease.by === by);
  const decided = mirror.cases.byId.get(row.caseId) as CaseFact;
  const [away, into] = isTaken ? [later, decided] : [decided, later];
  const merged = later ? { from: Number(away?.number), into: Number(into?.number) } : null;
  const check = async (result: Awaited<ReturnType<typeof undo>>) => {
    holds(JSON.stringify(result.merged) === JSON.stringify(merged), "undoing merged other cases", { result, merged });
    if (away) world.leases.delete(away.id);
    if (later && !isTaken) return;
    const { token } = await claimCase(by, { caseId: row.caseId }, now);
    keepLease(world, row.caseId, by, token);
  };
  const how = later ? `, ${isTaken ? "taking a later case in" : "going into a later case"}` : "";
  if (!dice.chance(0.2)) return { name: `undo${how}`, about, ends: ["done"], act: () => undo(by).then(check) };
  const act = async () => {
    const tries = await Promise.allSettled([undo(by), undo(by)]);
    const done = tries.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    holds(done.length === 1, "a decision was not undone once", tries);
    await check(done[0] as Awaited<ReturnType<typeof undo>>);
  };
  return { name: `undo twice at once${how}`, about, ends: ["done"], act };
};

/** Somebody is complained of again while the decision may be undone; sometimes a colleague is at it at once. */
export const complainedMeanwhile: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.decisions.recent(({ effectiveAt }) => effectiveAt !== null && effectiveAt > now, 60));
  const found = row && mirror.cases.byId.get(row.caseId);
  const subject = row && mirror.subjects.byId.get(row.subject);
  const by = dice.oneOf(world.leads);
  if (!found || !subject || !by) return null;
  const isClaimed = dice.chance(0.3);
  const report = {
    subject: { type: found.kind, externalId: subject.externalId },
    externalId: nextName(world, "x"),
    source: "in_app",
    category: dice.chance(0.5) ? "fraud_fake_trade" : "spam_flooding",
    reporter: { externalId: `r-${dice.below(12)}` },
  };
  const act = async () => {
    const [answer] = await receiveReports(operator, [NewReport.parse(report)], now);
    if (!answer?.ok || !isClaimed) return;
    const [opened] = await world.sql<{ id: string }[]>`select id from docket_case where number = ${answer.caseNumber}`;
    if (!opened || mirror.cases.byId.has(opened.id)) return;
    keepLease(world, opened.id, by, (await claimCase(by, { caseId: opened.id }, now)).token);
  };
  return { name: "report meanwhile", about: [row.subject], ends: ["done"], act };
};

/** What has taken effect, was undone, or never was: nobody undoes it. */
export const undoneLate: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const wanted = dice.chance(0.3) ? "undone" : "effective";
  const row = dice.oneOf(
    mirror.decisions.recent(({ state, effectiveAt }) => state === wanted && !(effectiveAt && effectiveAt > now)),
  );
  if (!row) return null;
  return {
    name: row.state === "effective" ? "undo late" : `undo ${row.state}`,
    about: aboutOf(world, row),
    ends: [row.state === "effective" ? "enforcement.undo_over" : "enforcement.decision_transition"],
    act: () => undoDecision(lastOf(world, row), given(row), now),
  };
};
