import type { Tx } from "../../../db/client";
import { type LockedCase, lockCase, reopenCase, reverseReports } from "../../cases/service/lock";
import { queueOrders } from "../../delivery/service/order";
import type { Source } from "../../kernel/actor";
import { day } from "../../kernel/calendar";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import type { Entry, Verdict } from "../../kernel/verdict";
import type { Policy, Severity } from "../../policy/contract";
import { slaDueAt } from "../../policy/rules";
import { lockSubjects, type Subject } from "../../registry/service/subjects";
import type { Settle } from "../../transact";
import { type DecisionState, type ProposedMeasure, refuse, type Standing } from "../contract";
import { decisionMove } from "../rules";
import { noWorse, objecting, overturning, type TakenMeasure, without } from "../rules-appeal";
import { effectuate, type Order, reportOutcome } from "../rules-effect";
import { end } from "../rules-end";
import { type Affected, planDecision, subjectKey } from "../rules-plan";
import { type DecisionRow, decisionById, insertMeasures, lockDecision, type MeasureRow, saveDecision } from "../store";
import { answeredReports, measuresTaken } from "../store-appeal";
import { heldOf, holdingOf } from "../store-ground";
import { reversalOf, saveEnded } from "./end";
import { addresses, affectedOf, groundOf, loadFacts } from "./ground";
import { proposalOf } from "./proposal";
import { saveEffects, sealEffects } from "./save";

type SubjectName = { readonly kind: "group" | "account"; readonly id: string };

/** The decision appealed against with everything that a ruling may change, locked. */
export type Appealed = {
  readonly found: LockedCase;
  readonly row: DecisionRow;
  readonly taken: readonly (TakenMeasure & { readonly row: MeasureRow })[];
  readonly registry: ReadonlyMap<string, Subject>;
  /** By `kind:id`, with the measures in force on each. */
  readonly subjects: ReadonlyMap<string, Affected>;
};

/** What a ruling does to a decision. */
export type Outcome = { readonly state: DecisionState; readonly orders: readonly Order[] };

/** A ruling: which appeal, what it tells the person who filed it, and its verdict once it is known what it does. */
export type Ruling<Next> = {
  readonly appealId: string;
  readonly reasons: string;
  readonly verdict: (outcome: Outcome) => Verdict<Next>;
};

const subjectOf = (row: { readonly subjectKind: string; readonly subjectId: string }): SubjectName => ({
  kind: row.subjectKind as SubjectName["kind"],
  id: row.subjectId,
});

/** Locks what a decision is about: its subjects, its case, the decision, in this order as everywhere. Refuses: missing. */
export async function lockAppealed(tx: Tx, decisionId: string): Promise<Appealed> {
  const before = await decisionById(tx, decisionId);
  if (!before) throw new Refused(refuse("missing"));
  const names = [subjectOf(before), ...(await measuresTaken(tx, decisionId)).map(subjectOf)];
  const [locked, found, row, measures, held] = await Promise.all([
    lockSubjects(tx, names),
    lockCase(tx, before.caseId),
    lockDecision(tx, decisionId),
    measuresTaken(tx, decisionId),
    holdingOf(
      tx,
      names.map(({ id }) => id),
    ),
  ]);
  if (!row) throw new Refused(refuse("missing"));
  return {
    found,
    row,
    registry: locked,
    taken: measures.map((each) => ({ ...heldOf(each, row.caseNumber), subject: subjectOf(each), row: each })),
    subjects: new Map([...locked].map(([key, subject]) => [key, affectedOf(subject, held.get(key) ?? [])])),
  };
}

/** What those are told whose reports turn with a ruling. */
async function turned(
  tx: Tx,
  { found, row }: Appealed,
  outcome: "upheld" | "not_upheld",
  only: string | null,
  now: Date,
): Promise<Order[]> {
  const from = outcome === "upheld" ? "not_upheld" : "upheld";
  const answered = await answeredReports(tx, found.id, row.round, from, only);
  return answered.map((report) => reportOutcome(newId(now), found.subjectId, report, outcome));
}

/**
 * Undoes a decision for one person, in the transaction of the ruling: her measures end with a reversal each, the
 * subjects stand as the other measures leave them, and once nothing of the decision is left its strike and the outcomes
 * of its reports are gone. Refuses: decision_transition, and what the verdict refuses.
 */
export async function overturnFor<Next>(
  tx: Tx,
  settle: Settle,
  appealed: Appealed,
  whose: SubjectName,
  { appealId, reasons, verdict }: Ruling<Next>,
  now: Date,
) {
  const { found, row, taken, subjects } = appealed;
  const undoing = overturning({ state: row.state as DecisionState, subject: subjectOf(row) }, taken, whose);
  if (!undoing.ok) throw new Refused(undoing.refusal);
  const isGone = undoing.to === "overturned";
  const orders = isGone ? await turned(tx, appealed, "not_upheld", null, now) : [];
  const ruled = settle(verdict({ state: undoing.to, orders }));
  for (const [key, subject] of subjects) {
    const ending = taken.filter((each) => subjectKey(each.subject) === key && undoing.ending.includes(each));
    if (ending.length === 0) continue;
    const reversals = new Map(ending.map(({ id }) => [id, newId(now)]));
    const pub = ({ id }: { id: string }) => ({ appeal: appealId, reversal: reversals.get(id) as string });
    const { next, eventIds } = settle(end(subject, ending, "overturned", now, () => newId(now), pub, reasons));
    await saveEnded(tx, next, eventIds, now);
    await insertMeasures(
      tx,
      ending.map((each, at) => reversalOf(each.row, reversals.get(each.id) as string, eventIds[at] as string, now)),
    );
  }
  await saveDecision(tx, row.id, { state: undoing.to, version: row.version + 1 });
  if (isGone) await reverseReports(tx, found.id, row.round, "not_upheld", now);
  await queueOrders(tx, orders, ruled.eventId, now);
  return ruled;
}

/** A measure in the place of hers, as an officer states it: whom it is on and why are those of the decision. */
export type Instead = Pick<ProposedMeasure, "key" | "parameters" | "days">;

const daysOf = ({ from, until }: Pick<MeasureRow, "from" | "until">) =>
  until && Math.round((until.getTime() - from.getTime()) / day);

/**
 * Puts other measures in the place of those that a decision took on one person, laid out by the rule that lays out
 * every decision, and issues a new notice. Refuses: decision_transition, incomplete (each field), stricter,
 * nothing_instead, notice_unfilled, and what the verdict refuses.
 */
export async function replaceFor<Next>(
  tx: Tx,
  settle: Settle,
  appealed: Appealed,
  whose: SubjectName,
  instead: readonly Instead[],
  policy: Policy,
  { appealId, reasons, verdict }: Ruling<Next>,
  now: Date,
) {
  const { found, row, taken, subjects, registry } = appealed;
  const move = decisionMove(row.state as DecisionState, "modify");
  if (!move.ok) throw new Refused(move.refusal);
  const key = subjectKey(whose);
  const subject = subjects.get(key);
  const hers = taken.filter((each) => subjectKey(each.subject) === key);
  const standing = hers[0]?.row.standing as Standing | undefined;
  if (!subject || !standing) throw new Refused(refuse("missing"));
  const { input: stated } = await proposalOf(tx, row);
  const own = stated.measures.find((measure) => subjectKey(measure.subject) === key)?.facts;
  const measures = instead.map(
    (measure): ProposedMeasure => ({ ...measure, subject: whose, standing, ...(own ? { facts: own } : {}) }),
  );
  const input = { ...stated, measures };
  const facts = await loadFacts(tx, found.id, input, [subjectOf(row), whose], policy, now);
  const ending = hers.filter((each) => each.state === "in_force");
  const ground = {
    ...groundOf(found, registry, facts, policy),
    subjects: new Map([...subjects, [key, without(subject, ending)]]),
    // Whatever she is in the group today: the decision was about what she was.
    people: new Map(standing === "subject" ? [] : [[whose.id, standing]]),
  };
  const { faults, plan } = planDecision(ground, input, now);
  if (faults.length > 0) throw new Refused(refuse("incomplete", {}, faults));
  const before = hers.map((each) => ({ key: each.key, days: daysOf(each.row), state: each.state }));
  const worse = noWorse(before, plan.measures, row.severe);
  if (worse) throw new Refused(worse.refusal);

  const ruled = settle(verdict({ state: move.to, orders: [] }));
  await saveDecision(tx, row.id, { state: move.to, version: row.version + 1 });
  // Ids of one millisecond are in order when they are numbered: what ends is told before what begins.
  let made = 0;
  const mint = () => newId(now, made++);
  if (ending.length > 0) {
    const { next, eventIds } = settle(
      end(subject, ending, "replaced", now, mint, () => ({ appeal: appealId }), reasons),
    );
    await saveEnded(tx, next, eventIds, now);
  }
  const done = effectuate(ground, row.id, plan, new Map(), { ...addresses(), appealUrl: null }, now, mint);
  if (!done.ok) throw new Refused(done.refusal);
  const [entry, ...more] = done.entries as [Entry, ...Entry[]];
  const { next: effected, eventIds } = settle({ ok: true, next: done.effected, entry, more, effects: done.effects });
  const sealed = await sealEffects(tx, effected, now);
  await saveEffects(tx, ground, row.id, plan, effected, sealed, eventIds, ruled.eventId, now);
  return ruled;
}

/**
 * An objection is right: what the decision said of the report falls, its reporter is told, and the case waits for a new
 * decision. Where it is open again already, that is the round in which it will be decided.
 * Refuses: decision_transition, another_open, and what the verdict refuses.
 */
export async function reopenFor<Next>(
  tx: Tx,
  settle: Settle,
  appealed: Appealed,
  reportId: string,
  policy: Policy,
  { appealId, verdict }: Ruling<Next>,
  now: Date,
) {
  const { found, row } = appealed;
  const move = objecting({ state: row.state as DecisionState, finding: row.finding });
  if (!move.ok) throw new Refused(move.refusal);
  const only = move.to === "overturned" ? null : reportId;
  const orders = await turned(tx, appealed, "upheld", only, now);
  const ruled = settle(verdict({ state: move.to, orders }));
  await saveDecision(tx, row.id, { state: move.to, version: row.version + 1 });
  await reverseReports(tx, found.id, row.round, "upheld", now, only ? [only] : undefined);
  await queueOrders(tx, orders, ruled.eventId, now);
  if (found.state === "decided") {
    settle({
      ok: true,
      next: null,
      entry: {
        kind: "case",
        action: "case.reopened",
        subject: { kind: "case", id: found.id, version: found.version + 1 },
        pub: { round: found.round + 1, cause: "objection", appeal: appealId },
        caseId: found.id,
      },
      effects: [],
    });
    const dueAt = slaDueAt(policy, found.severity as Severity, found.source as Source, now, null);
    await reopenCase(tx, found, { act: "reopen", version: found.version + 1, at: now, dueAt });
  }
  return ruled;
}
