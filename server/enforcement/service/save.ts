import type { Tx } from "../../../db/client";
import { closeCase, type LockedCase, settleReports } from "../../cases/service/lock";
import { noticeToken, noticeTokenHash, queueOrders } from "../../delivery/service/order";
import { assert } from "../../kernel/assert";
import { after, day } from "../../kernel/calendar";
import { newId } from "../../kernel/id";
import { sealMany } from "../../privacy/seal";
import type { CreditReason } from "../../registry/contract";
import { changeCredit, setAccountRestrictions, setGroupStatus } from "../../registry/service/subjects";
import type { DecideCase } from "../contract";
import type { Decided, Times } from "../rules-decide";
import type { Effected, Standing } from "../rules-effect";
import { legalGrounds } from "../rules-effect";
import type { Ground, Plan } from "../rules-plan";
import { insertDecision, insertMeasures, insertNotices, insertRectifications } from "../store";

/** What of a decision a person wrote beside the facts: sealed together, for colleagues and for the approver. */
export type WrittenTexts = {
  readonly reasoning: string | null;
  readonly deviationReason: string | null;
  /** Why posting was suspended before the second person decided. */
  readonly provisionalReason?: string | null;
  /** In the order of the measures. */
  readonly measures: readonly { readonly facts: string | null; readonly items: readonly string[] | null }[];
};

/** A measure of the stored proposal: without its texts, which are sealed. */
export type StoredMeasure = Omit<DecideCase["measures"][number], "facts">;

const withoutItems = (parameters: Readonly<Record<string, unknown>>) => {
  const { items: _, ...rest } = parameters;
  return rest;
};

export type SealedDecision = { readonly facts: Buffer; readonly reasoning: Buffer };

/** Seals the texts of a decision under the key of the case's subject. */
export async function sealDecision(
  tx: Tx,
  ground: Ground,
  decisionId: string,
  input: DecideCase,
  now: Date,
): Promise<SealedDecision> {
  const { subject } = ground.case;
  const about = `${subject.kind}:${subject.id}`;
  const texts: WrittenTexts = {
    reasoning: input.reasoning || null,
    deviationReason: input.deviationReason || null,
    ...(input.provisional ? { provisionalReason: input.provisional.reason } : {}),
    measures: input.measures.map(({ facts, parameters }) => ({
      facts: facts || null,
      items: Array.isArray(parameters.items) ? (parameters.items as string[]) : null,
    })),
  };
  const [facts, reasoning] = await sealMany(tx, now, [
    { about, purpose: `decision:${decisionId}:facts`, value: input.facts },
    { about, purpose: `decision:${decisionId}:reasoning`, value: JSON.stringify(texts) },
  ]);
  assert(facts && reasoning, "two values were to be sealed");
  return { facts, reasoning };
}

/** Saves the decision itself. */
export const saveDecisionRow = (
  tx: Tx,
  ground: Ground,
  decided: Decided,
  input: DecideCase,
  { facts, reasoning }: SealedDecision,
  by: string,
  eventId: string,
  now: Date,
): Promise<void> => {
  const { subject } = ground.case;
  return insertDecision(tx, {
    id: decided.id,
    caseId: ground.case.id,
    caseNumber: ground.case.number,
    round: ground.case.round,
    subjectKind: subject.kind,
    subjectId: subject.id,
    state: decided.state,
    finding: decided.plan.finding,
    policyNumber: ground.policy.number,
    clauses: decided.plan.clauses.map(({ key }) => key),
    severity: decided.plan.severity,
    facts,
    reasoning,
    evidence: input.evidence.map(({ id, finding }) => ({ id, sha256: ground.evidence.get(id), finding })),
    recommended: decided.recommendation,
    deviates: decided.deviates,
    severe: decided.plan.severe,
    proposed: input.measures.map(
      ({ facts: _, parameters, ...rest }): StoredMeasure => ({
        ...rest,
        parameters: withoutItems(parameters),
      }),
    ),
    proposedBy: by,
    proposedAt: now,
    lapsesAt: decided.lapsesAt,
    effectiveAt: decided.state === "effective" ? decided.effected.effectiveAt : null,
    version: 1,
    eventId,
  });
};

/** Puts a subject where its measures leave it. `creditEventId` is of the entry about its credit, when that changes. */
export async function saveStanding(
  tx: Tx,
  { subject, status, restrictions, credit }: Standing,
  change: { readonly measureId: string; readonly reason: CreditReason; readonly eventId: string } | null,
  now: Date,
): Promise<void> {
  assert(!credit || change, "a level of credit was to change without an entry");
  await Promise.all([
    status && setGroupStatus(tx, subject.id, status),
    restrictions && setAccountRestrictions(tx, subject.id, restrictions),
    credit && change && changeCredit(tx, { accountId: subject.id, ...credit, ...change, at: now }),
  ]);
}

export type SealedEffects = { readonly items: readonly Buffer[]; readonly notices: readonly Buffer[] };

const rectifying = ({ measures }: Pick<Effected, "measures">) =>
  measures.filter(({ key }) => key === "warn_and_rectify");

/** Seals what is written to those whom measures hit: items to rectify and notices, in their order. */
export async function sealEffects(tx: Tx, effected: Effected, now: Date): Promise<SealedEffects> {
  const asked = rectifying(effected).map((measure) => ({
    about: `group:${measure.subject.id}`,
    purpose: `rectification:${measure.id}:items`,
    value: JSON.stringify(measure.items),
  }));
  const told = effected.notices.map(({ id, subject, text }) => ({
    about: `${subject.kind}:${subject.id}`,
    purpose: `notice:${id}`,
    value: JSON.stringify(text),
  }));
  const sealed = await sealMany(tx, now, [...asked, ...told]);
  return { items: sealed.slice(0, asked.length), notices: sealed.slice(asked.length) };
}

/**
 * Saves what takes effect: measures, rectifications, how each subject stands, notices, orders; all sent at once, in
 * this order.
 *
 * @param eventIds of the entries that `effectuate` made, in its order: measures, credit, notices.
 * @param decisionEventId for the orders, which the decision as a whole explains.
 */
export async function saveEffects(
  tx: Tx,
  ground: Ground,
  decisionId: string,
  plan: Pick<Plan, "clauses">,
  effected: Effected,
  sealed: SealedEffects,
  eventIds: readonly string[],
  decisionEventId: string,
  now: Date,
): Promise<void> {
  const { measures, standings, notices, orders } = effected;
  let used = 0;
  const nextEvent = () => {
    const id = eventIds[used++];
    assert(id, "there are fewer entries than rows");
    return id;
  };
  const measureRows = measures.map((measure) => ({
    id: measure.id,
    decisionId,
    caseId: ground.case.id,
    key: measure.key,
    subjectKind: measure.subject.kind,
    subjectId: measure.subject.id,
    subjectName: measure.subject.name,
    subjectCode: measure.subject.code,
    standing: measure.standing,
    parameters: measure.parameters,
    grounds: {
      legal: legalGrounds(ground, plan, measure),
      clauses: plan.clauses.map(({ key, clause }) => ({ key, clause })),
      policy: ground.policy.number,
      ...ground.cause,
    },
    from: measure.from,
    until: measure.until,
    reviewAt: typeof measure.parameters.reviewAt === "string" ? new Date(measure.parameters.reviewAt) : null,
    provisional: measure.provisional ?? false,
    state: "in_force",
    delivery: "queued",
    version: 1,
    enteredAt: now,
    eventId: nextEvent(),
  }));
  const rectificationRows = rectifying(effected).map((measure, at) => ({
    id: newId(now),
    measureId: measure.id,
    groupId: measure.subject.id,
    items: sealed.items[at] as Buffer,
    dueAt: after(measure.from, (measure.days as number) * day),
    state: "assigned",
    version: 1,
  }));
  const changes = standings.map((standing) => {
    const cause = measures.find(({ key, subject }) => key === "lower_credit" && subject === standing.subject);
    return standing.credit && cause ? { measureId: cause.id, reason: "measure" as const, eventId: nextEvent() } : null;
  });
  const noticeRows = notices.map(({ id, subject, provisional }, at) => ({
    id,
    provisional,
    decisionId,
    subjectKind: subject.kind,
    subjectId: subject.id,
    tokenHash: noticeTokenHash(noticeToken(id)),
    text: sealed.notices[at] as Buffer,
    setNumber: ground.notices.number,
    issuedAt: effected.effectiveAt,
    eventId: nextEvent(),
  }));
  await Promise.all([
    insertMeasures(tx, measureRows),
    insertRectifications(tx, rectificationRows),
    ...standings.map((standing, at) => saveStanding(tx, standing, changes[at] ?? null, now)),
    insertNotices(tx, noticeRows),
    queueOrders(tx, orders, decisionEventId, effected.effectiveAt),
  ]);
}

/**
 * Gives every report its outcome and closes the case: the last part of a decision that takes effect. Reports are closed
 * from when it does: until then their reporters are told nothing.
 */
export async function closeWith(
  tx: Tx,
  found: LockedCase,
  outcomes: ReadonlyMap<string, "upheld" | "not_upheld">,
  version: number,
  { now, effectiveAt }: Times,
): Promise<void> {
  const upheld = [...outcomes].filter(([, outcome]) => outcome === "upheld").map(([id]) => id);
  const all = upheld.length === outcomes.size;
  await Promise.all([
    upheld.length > 0 && settleReports(tx, found.id, found.round, "upheld", effectiveAt, all ? undefined : upheld),
    !all && settleReports(tx, found.id, found.round, "not_upheld", effectiveAt),
    closeCase(tx, found, { state: "decided", version, at: now }),
  ]);
}
