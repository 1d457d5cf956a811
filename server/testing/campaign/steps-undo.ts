import { claimCase } from "../../cases/service/claim";
import { liftMeasure, reverseMeasure } from "../../enforcement/service/end";
import { undoDecision } from "../../enforcement/service/undo";
import type { StaffActor } from "../../kernel/actor";
import { holds } from "./broken";
import type { DecisionFact } from "./facts";
import { keepLease } from "./steps-cases";
import type { Step, Stepper, World } from "./world";

const open = ["open", "escalated", "reopened", "snoozed", "awaiting_approval"];
const given = (row: DecisionFact, ahead = 0) => ({ decisionId: row.id, version: row.version + ahead });

/** Who decided, or approved what somebody else proposed. */
function lastOf({ mirror, moderators, leads }: World, row: DecisionFact): StaffActor {
  const approved = mirror.approvals.recent(
    ({ decisionId, state }) => decisionId === row.id && state === "approved",
    4_000,
  );
  const id = approved[0]?.by ?? row.proposedBy;
  return [...moderators, ...leads].find((each) => each.id === id) as StaffActor;
}

/** Whom it touches: the case's subject, and whoever it has a measure on. */
const aboutOf = ({ mirror }: World, row: DecisionFact) => [
  row.subject,
  ...mirror.measures.recent(({ decisionId }) => decisionId === row.id, 4_000).map(({ subject }) => subject),
];

/** A decision that has not taken effect is undone, by who may and by who may not. */
export const undone: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.decisions.recent(({ effectiveAt }) => effectiveAt !== null && effectiveAt > now, 60));
  if (!row) return null;
  const by = lastOf(world, row);
  const about = aboutOf(world, row);
  const undo = (who: StaffActor, ahead = 0) => undoDecision(who, given(row, ahead), now);
  const other = dice.oneOf([...world.moderators, ...world.leads].filter((each) => each !== by)) as StaffActor;
  if (dice.chance(0.2))
    return { name: "undo another's", about, ends: ["enforcement.not_decider"], act: () => undo(other) };
  if (dice.chance(0.2)) return { name: "undo stale", about, ends: ["enforcement.stale"], act: () => undo(by, 1) };
  const [measure] = mirror.measures.recent(
    ({ decisionId, provisional }) => decisionId === row.id && !provisional,
    4_000,
  );
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
  const hold = async () => {
    const { token } = await claimCase(by, { caseId: row.caseId }, now);
    keepLease(world, row.caseId, by, token);
  };
  const isBeside = mirror.cases
    .recent(({ subject, id, state }) => subject === row.subject && id !== row.caseId && open.includes(state), 4_000)
    .some(Boolean);
  if (isBeside) return { name: "undo beside a later case", about, ends: ["cases.another_open"], act: () => undo(by) };
  if (!dice.chance(0.2)) return { name: "undo", about, ends: ["done"], act: () => undo(by).then(hold) };
  const act = async () => {
    const tries = await Promise.allSettled([undo(by), undo(by)]);
    holds(tries.filter(({ status }) => status === "fulfilled").length === 1, "a decision was not undone once", tries);
    await hold();
  };
  return { name: "undo twice at once", about, ends: ["done"], act };
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
