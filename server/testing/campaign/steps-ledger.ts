import { noticeToken } from "../../delivery/service/order";
import { checkRectification, liftMeasure, reverseMeasure } from "../../enforcement/service/end";
import { receiveReceipt } from "../../enforcement/service/receipt";
import { submitRectification } from "../../enforcement/service/rectification";
import type { StaffActor } from "../../kernel/actor";
import { holds } from "./broken";
import type { MeasureFact } from "./facts";
import { nobody, type Step, type Stepper, type World } from "./world";

const endingWords = { reason: "核查后解除" };
const given = (row: MeasureFact, ahead = 0) => ({ measureId: row.id, version: row.version + ahead, ...endingWords });
const inForce = ({ state }: MeasureFact) => state === "in_force";
/** Entered by a decision that can still be undone: nothing else ends it. */
const isPending = (world: World, row: MeasureFact) => inForce(row) && row.from > world.now;
const isHers = (world: World, row: MeasureFact, by: StaffActor) =>
  by === world.own.by && world.mirror.subjects.byId.get(row.subject)?.externalId === world.own.externalId;

/** A lead ends a measure early or takes it back, once; or tries with an old version, or one on herself. */
export const measureEnded: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.measures.recent(inForce));
  const by = dice.chance(0.06) ? world.own.by : dice.oneOf(world.leads);
  if (!row || !by) return null;
  const about = [row.subject];
  const [name, end] = dice.oneOf([
    ["lift", liftMeasure],
    ["reverse", reverseMeasure],
  ] as const) as readonly [string, typeof liftMeasure | typeof reverseMeasure];
  if (isHers(world, row, by))
    return { name: `${name} own`, about, ends: ["enforcement.own_subject"], act: () => end(by, given(row), now) };
  if (row.provisional && end === reverseMeasure)
    return {
      name: "reverse provisional",
      about,
      ends: ["enforcement.is_provisional"],
      act: () => end(by, given(row), now),
    };
  if (dice.chance(0.15))
    return { name: `${name} stale`, about, ends: ["enforcement.stale"], act: () => end(by, given(row, 1), now) };
  if (isPending(world, row))
    return { name: `${name} pending`, about, ends: ["enforcement.still_pending"], act: () => end(by, given(row), now) };
  if (!dice.chance(0.15)) return { name, about, ends: ["done"], act: () => end(by, given(row), now) };
  const act = async () => {
    const tries = await Promise.allSettled([end(by, given(row), now), end(by, given(row), now)]);
    const done = tries.filter(({ status }) => status === "fulfilled").length;
    holds(done === 1, "a measure did not end once", tries);
  };
  return { name: `${name} twice at once`, about, ends: ["done"], act };
};

/** What is over, or is itself a reversal, ends no more. */
export const endedAgain: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const row = dice.oneOf(mirror.measures.recent((each) => !inForce(each)));
  const by = dice.oneOf(world.leads);
  if (!row || !by) return null;
  const ends = [row.reverses ? "enforcement.is_reversal" : "enforcement.measure_transition"];
  const what = row.reverses ? "reversal" : row.state;
  const about = [row.subject];
  // A reversal's decision may be closed to reversing before the row itself is asked.
  return dice.chance(0.5)
    ? { name: `lift ${what}`, about, ends, act: () => liftMeasure(by, given(row), now) }
    : {
        name: `reverse ${what}`,
        about,
        ends: row.provisional ? ["enforcement.is_provisional"] : [...ends, "enforcement.decision_transition"],
        act: () => reverseMeasure(by, given(row), now),
      };
};

/** A group answers what it was asked to put right: in time, too late, twice, or with an address that is none. */
export const rectificationAnswered: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const all = mirror.rectifications.recent();
  const owed = all.filter(
    ({ state, measureId }) => state === "assigned" && inForce(mirror.measures.byId.get(measureId) as MeasureFact),
  );
  const task = dice.oneOf(owed.length > 0 && dice.chance(0.7) ? owed : all);
  const row = task && mirror.measures.byId.get(task.measureId);
  if (!task || !row) return null;
  const notices = mirror.notices.all((each) => each.decisionId === row.decisionId && each.subject === row.subject);
  const notice = notices[0];
  if (!notice || notices.length > 1) return null;
  const about = [row.subject];
  const text = "违规内容已全部删除，管理员已逐条核对。";
  const wrong = dice.chance(0.1);
  const isTold = notice.issuedAt <= now && mirror.decisions.byId.get(row.decisionId)?.state !== "undone";
  const end =
    wrong || !isTold
      ? "enforcement.missing"
      : !inForce(row)
        ? "enforcement.measure_transition"
        : task.state !== "assigned"
          ? "enforcement.rectification_transition"
          : task.dueAt <= now
            ? "enforcement.rectification_late"
            : "done";
  // Once its subject was erased, a notice's address leads nowhere.
  const ends = end === "done" ? [end] : [end, "enforcement.missing"];
  const token = noticeToken(wrong ? nobody(world) : notice.id);
  return {
    name: `rectification submit ${wrong || !isTold ? "by nobody" : inForce(row) ? task.state : "over"}`,
    about,
    ends,
    act: () => submitRectification(token, { text }, now),
  };
};

/** The re-check by hand: passed, failed, stale, or of something that is over. */
export const rectificationChecked: Stepper = (world): Step | null => {
  const { dice, mirror, now } = world;
  const open = mirror.rectifications.recent((each) => inForce(mirror.measures.byId.get(each.measureId) as MeasureFact));
  const task = dice.chance(0.8) ? dice.oneOf(open) : dice.oneOf(mirror.rectifications.recent());
  const row = task && mirror.measures.byId.get(task.measureId);
  const by = dice.oneOf(world.moderators.slice(1));
  if (!task || !row || !by) return null;
  const verdict = dice.chance(0.5) ? "passed" : "failed";
  const isStale = dice.chance(0.15);
  const input = { measureId: row.id, version: row.version + (isStale ? 1 : 0), verdict, note: "逐条核对" } as const;
  // Nothing was submitted in time: it has failed. Before that there is nothing to look at.
  const isOver =
    ["passed", "failed", "assigned"].includes(task.state) || (task.state === "overdue" && verdict === "passed");
  const end = isStale
    ? "enforcement.stale"
    : isOver
      ? "enforcement.rectification_transition"
      : isPending(world, row)
        ? "enforcement.still_pending"
        : inForce(row)
          ? "done"
          : "enforcement.measure_transition";
  const state = isOver || inForce(row) ? task.state : "over";
  return {
    name: `rectification ${isStale ? "stale" : verdict} ${state}`,
    about: [row.subject],
    ends: [end],
    act: () => checkRectification(by, input, now),
  };
};

/** The platform says what became of an order; the same again changes nothing, the opposite of done is a conflict. */
export const receiptArrives: Stepper = (world): Step | null => {
  const { dice, mirror, now, key } = world;
  const row = dice.oneOf(mirror.orders.recent(({ type }) => type === "measure.ordered" || dice.chance(0.1), 300));
  if (!row) return null;
  const result = dice.chance(0.7) ? "executed" : "failed";
  const isSame = row.state === result;
  const hasLeft = row.cancelledAt === null && row.at <= now;
  const end = !hasLeft
    ? "delivery.missing_order"
    : row.state === "executed" && !isSame
      ? "enforcement.receipt_conflict"
      : "done";
  const receipt = { result, reason: result === "failed" ? "平台忙" : null, at: now } as const;
  return {
    name: `receipt ${result} ${hasLeft ? `after ${row.state ?? "nothing"}` : "of what has not left"}`,
    about: [row.subject],
    ends: [end],
    isSilent: isSame,
    act: () => receiveReceipt(key, row.id, receipt, now, async () => undefined),
  };
};
