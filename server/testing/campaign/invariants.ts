import type postgres from "postgres";
import { day, hour } from "../../kernel/calendar";
import { type CreditLevel, creditLevels } from "../../policy/contract";
import { composed } from "../measures";
import { holds } from "./broken";
import { countEntries, type DecisionFact, type Facts, type MeasureFact, missingEntries } from "./facts";
import { checkReferrals } from "./invariants-referrals";

const openCase = ["open", "escalated", "reopened", "snoozed", "awaiting_approval"];
const inEffect = ["effective", "modified", "overturned", "reversed"];
const standing = ["proposed", "approved", ...inEffect];

function grouped<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/** Needs this measure a second person, by the domain's words? Source: `domain.md`, "Measures". */
function isSevere({ key, parameters, from, until }: MeasureFact): boolean {
  const days = until ? (until.getTime() - from.getTime()) / day : Number.POSITIVE_INFINITY;
  const level = (name: "from" | "to") => creditLevels.indexOf(parameters[name] as CreditLevel);
  switch (key) {
    case "close_group":
    case "blacklist":
      return true;
    case "suspend_posting":
      return days > 7;
    case "suspend_management":
      return days > 30;
    case "revoke_founding":
      return until === null;
    case "lower_credit":
      return level("to") - level("from") >= 2;
    default:
      return false;
  }
}

/** One open case for each subject, one decision in effect for each round, and each case where its decisions leave it. */
function checkCases({ cases, decisions, reports }: Facts): void {
  for (const [subject, open] of grouped(
    cases.filter(({ state }) => openCase.includes(state)),
    ({ subject }) => subject,
  ))
    holds(open.length === 1, "a subject has two open cases", subject);
  const ofCase = grouped(decisions, ({ caseId }) => caseId);
  const attached = grouped(
    reports.filter(({ state }) => state === "attached"),
    ({ caseId }) => caseId,
  );
  for (const found of cases) {
    const all = ofCase.get(found.id) ?? [];
    for (const [round, those] of grouped(all, ({ round }) => String(round)))
      holds(
        those.filter(({ state }) => standing.includes(state)).length <= 1,
        "a round has two decisions that stand",
        `${found.number} round ${round}`,
      );
    const now = all.filter(({ round, state }) => round === found.round && standing.includes(state));
    const states = now.map(({ state }) => state);
    const what = { case: found.number, state: found.state, decisions: states };
    if (found.state === "decided") holds(inEffect.includes(states[0] ?? ""), "a decided case has no decision", what);
    else if (found.state === "awaiting_approval") holds(states[0] === "proposed", "nothing waits for approval", what);
    else holds(states.length === 0, "an open case has a decision in its round", what);
    const waits = attached.get(found.id) ?? [];
    holds(found.state !== "decided" || waits.length === 0, "a report of a decided case has no outcome", what);
    holds(
      waits.every(({ round }) => round === found.round),
      "a report waits for the outcome of a round that is over",
      what,
    );
  }
}

/** What holds by one person's word: a suspension of at most 72 hours, that does not outlive a proposal that fell. */
function checkProvisional(row: MeasureFact, { state }: DecisionFact): void {
  const what = { id: row.id, key: row.key, state: row.state, decision: state };
  holds(
    row.key === "suspend_posting" && row.reverses === null,
    "something else than a suspension is provisional",
    what,
  );
  const hours = row.until ? (row.until.getTime() - row.from.getTime()) / hour : Number.POSITIVE_INFINITY;
  holds(hours > 0 && hours <= 72, "a provisional suspension is longer than 72 hours", what);
  holds(!["overturned", "cancelled"].includes(row.state), "a provisional suspension was reversed or undone", what);
  const hasFallen = ["returned", "lapsed", "withdrawn"].includes(state);
  holds(row.state !== "in_force" || !hasFallen, "a provisional suspension outlives its proposal", what);
}

/** No severe measure in force without two different people, and nobody rules on her own decision. */
function checkPeople({ decisions, approvals, measures, appeals }: Facts): void {
  const byId = new Map(decisions.map((row) => [row.id, row]));
  const decisionOf = (row: { id: string; decisionId: string }): DecisionFact => {
    const found = byId.get(row.decisionId);
    holds(found, "a row names a decision that is not there", row.id);
    return found;
  };
  for (const row of approvals)
    holds(row.by !== decisionOf(row).proposedBy, "somebody answered her own proposal", row.decisionId);
  const approver = new Map(
    approvals.filter(({ state }) => state === "approved").map(({ decisionId, by }) => [decisionId, by]),
  );
  for (const row of measures)
    if (row.provisional) checkProvisional(row, decisionOf(row));
    else if (row.state === "in_force") {
      const { proposedBy, state } = decisionOf(row);
      holds(["effective", "modified"].includes(state), "a measure holds without a decision that does", row.id);
      if (isSevere(row)) {
        const second = approver.get(row.decisionId);
        holds(second && second !== proposedBy, "a severe measure holds by one person's word", {
          id: row.id,
          key: row.key,
        });
      }
    }
  for (const row of appeals)
    holds(
      row.reviewer === null || ![decisionOf(row).proposedBy, approver.get(row.decisionId)].includes(row.reviewer),
      "an appeal is with somebody who took part in the decision",
      row.id,
    );
}

/** Every measure in force has its order and its notice; every one taken back has one row that says so. */
function checkLedger({ measures, orders, notices, rectifications }: Facts): void {
  const ordered = new Set(orders.filter(({ type }) => type === "measure.ordered").map(({ measureId }) => measureId));
  const ended = grouped(
    orders.filter(({ type }) => type === "measure.ended"),
    ({ measureId }) => measureId ?? "",
  );
  const told = new Set(notices.map(({ decisionId, subject }) => `${decisionId} ${subject}`));
  const reversals = grouped(
    measures.filter(({ reverses }) => reverses !== null),
    ({ reverses }) => reverses ?? "",
  );
  const tasks = new Set(rectifications.map(({ measureId }) => measureId));
  const orderedHere = new Set(orders.map(({ subject }) => subject));
  for (const row of measures) {
    const what = { id: row.id, key: row.key, state: row.state };
    if (row.reverses !== null) {
      holds(row.state === "lifted", "a reversal is more than a row", what);
      continue;
    }
    holds(told.has(`${row.decisionId} ${row.subject}`), "nobody was told of a measure", what);
    const own = reversals.get(row.id) ?? [];
    holds(own.length === (row.state === "overturned" ? 1 : 0), "a measure and its reversal disagree", what);
    // Orders are read by subject: those of founders and managers only where they are looked at themselves.
    if (!orderedHere.has(row.subject)) continue;
    holds(ordered.has(row.id), "a measure was never ordered", what);
    const isOver = row.state !== "in_force";
    holds((ended.get(row.id)?.length ?? 0) <= (isOver ? 1 : 0), "the end of a measure was ordered wrongly", what);
    if (row.key === "warn_and_rectify" && row.kind === "group")
      holds(tasks.has(row.id), "a warning asks for nothing", what);
  }
}

/** Of an undone decision no measure holds and nothing left, is leaving or has an answer; of any other all does. */
function checkUndone({ decisions, measures, orders }: Facts): void {
  const undone = new Set(decisions.filter(({ state }) => state === "undone").map(({ id }) => id));
  const known = new Set(decisions.map(({ id }) => id));
  for (const { id, effectiveAt } of decisions)
    holds(!undone.has(id) || effectiveAt === null, "an undone decision says when it takes effect", id);
  // A provisional suspension was ordered by the proposal, which nobody undid.
  const decisionOf = new Map(
    measures.filter(({ provisional }) => !provisional).map(({ id, decisionId }) => [id, decisionId]),
  );
  for (const row of measures)
    if (known.has(row.decisionId) && !row.provisional)
      holds(undone.has(row.decisionId) === (row.state === "cancelled"), "a measure and its undone decision disagree", {
        id: row.id,
        state: row.state,
      });
  for (const row of orders) {
    const what = { id: row.id, type: row.type };
    if (row.cancelledAt) {
      holds(row.cancelledAt < row.at, "a message was cancelled after it could leave", what);
      holds(!row.isOut && row.state === null, "a cancelled message has left or is about to", what);
    }
    const decisionId = row.measureId ? decisionOf.get(row.measureId) : undefined;
    if (decisionId && known.has(decisionId))
      holds(undone.has(decisionId) === (row.cancelledAt !== null), "an order and its undone decision disagree", what);
  }
}

/** What the registry says of a subject is what its measures in force make of it, and what its credit ledger says. */
function checkStandings({ subjects, measures }: Facts): void {
  const held = grouped(
    measures.filter(({ state }) => state === "in_force"),
    ({ subject }) => subject,
  );
  for (const row of subjects) {
    const inForce = (held.get(row.id) ?? []).map(({ key, parameters }) => ({
      key,
      to: key === "lower_credit" ? (parameters.to as CreditLevel) : null,
    }));
    const expected = composed(row.kind, inForce);
    const found =
      row.kind === "group" ? { status: row.state } : { credit: row.credit, restrictions: [...row.restrictions].sort() };
    holds(
      JSON.stringify(found) === JSON.stringify(expected),
      `${row.kind} ${row.externalId} does not stand as its measures make it`,
      { found, expected, inForce },
    );
    if (row.kind === "account")
      holds((row.lastCredit ?? "C") === row.credit, "an account's credit is not what its ledger says", row.externalId);
  }
}

/** No fact without its entry: each row names one that is there, and each version counts one. */
async function checkEntries(sql: postgres.Sql, facts: Facts): Promise<void> {
  const { cases, measures, appeals, subjects, decisions, reports, approvals, notices, orders, referrals } = facts;
  const numbered = [
    ...cases.map((row) => ["case", row] as const),
    ...appeals.map((row) => ["appeal", row] as const),
    ...referrals.map((row) => ["referral", row] as const),
    ...measures.filter(({ reverses }) => reverses === null).map((row) => ["measure", row] as const),
    ...subjects.map((row) => [row.kind, row] as const),
  ];
  const named = [decisions, measures, reports, appeals, approvals, notices, orders, referrals].flatMap((rows) =>
    rows.map(({ eventId }) => eventId),
  );
  const [counts, missing] = await Promise.all([
    countEntries(
      sql,
      numbered.map(([kind, { id }]) => [kind, id]),
    ),
    missingEntries(sql, named),
  ]);
  holds(missing.length === 0, "a row names an entry that is not there", missing.slice(0, 3));
  for (const [kind, { id, version }] of numbered) {
    const { entries, last } = counts.get(`${kind}:${id}`) ?? { entries: 0, last: 0 };
    holds(entries === version && (last ?? 0) === version, `a ${kind} does not count its entries`, {
      id,
      version,
      entries,
      last,
    });
  }
}

/** Everything that must hold of some rows, however they came to be. Source: `domain.md`, "Invariants". */
export async function checkInvariants(sql: postgres.Sql, facts: Facts): Promise<void> {
  checkCases(facts);
  checkPeople(facts);
  checkLedger(facts);
  checkUndone(facts);
  checkStandings(facts);
  checkReferrals(facts.referrals);
  await checkEntries(sql, facts);
}
