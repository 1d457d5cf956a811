import type { Json } from "../kernel/json";
import type { AuditKind } from "../kernel/verdict";
import type { FigureKey, Figures } from "./contract";
import type { LogRow } from "./log-row";

/**
 * The disposition report (§11), version 1: which entries of the log it is about, what it counts, and its ledger.
 * Pure: the same entries give the same content, byte for byte.
 */
export const disposition = { key: "disposition", version: 1 } as const;

/** The kinds whose leaves are all opened: completeness is shown for these. */
export const dispositionKinds = [
  "report",
  "case",
  "decision",
  "measure",
  "notice",
] as const satisfies readonly AuditKind[];

/** What a figure counts: entries with one of these actions whose public fields have these values. */
export type Predicate = {
  readonly actions: readonly string[];
  readonly match: Readonly<Record<string, string | number | boolean>>;
};

const ended = [
  "measure.expired",
  "measure.lifted",
  "measure.reversed",
  "measure.overturned",
  "measure.replaced",
] as const;
const effective = ["decision.taken", "decision.approved"] as const;

/** Each figure by its predicate; `listed` alone looks back beyond the period, at entries that have not ended before its end. */
export const predicates: Readonly<Record<FigureKey, Predicate>> = {
  received: { actions: ["report.received"], match: {} },
  cases: { actions: ["report.received"], match: { opened: true } },
  decisions: { actions: effective, match: {} },
  noViolation: { actions: effective, match: { finding: "does_not" } },
  measures: { actions: ["measure.entered"], match: {} },
  executed: { actions: ["measure.executed"], match: {} },
  closed: { actions: ["measure.entered"], match: { measure: "close_group" } },
  blacklisted: { actions: ["measure.entered"], match: { measure: "blacklist" } },
  unblacklisted: { actions: ended, match: { measure: "blacklist" } },
  listed: { actions: ["measure.entered"], match: { measure: "blacklist" } },
};

/**
 * What was undone before it took effect: a decision and its measures then count in no figure and stand in no ledger, as
 * if they had never been entered. No predicate of version 1 says so, and none need: a log from before undoing has none.
 */
export const undoneActions = { decision: "decision.undone", measure: "measure.cancelled" } as const;

/** Actions that end a measure. */
export const endingActions: readonly string[] = ended;

/** The actions that a report reads; of all others it needs no more than that nothing is missing. */
export const dispositionActions: ReadonlySet<string> = new Set([
  ...Object.values(predicates).flatMap(({ actions }) => actions),
  "notice.issued",
  ...Object.values(undoneActions),
]);

/** The figures to which an entry with this action may belong. A log has hundreds of thousands of them. */
const figuresOf = new Map<string, readonly FigureKey[]>();
for (const [key, { actions }] of Object.entries(predicates) as [FigureKey, Predicate][])
  for (const action of actions) figuresOf.set(action, [...(figuresOf.get(action) ?? []), key]);

/** Does this entry belong to the figure? */
export const counts = (predicate: Predicate, row: LogRow) =>
  predicate.actions.includes(row.action) &&
  Object.entries(predicate.match).every(([field, value]) => row.pub[field] === value);

/** What the log says of one measure: the part of a ledger row that can be proved. */
export type LoggedMeasure = {
  readonly measure: string;
  readonly leaf: number;
  readonly event: string;
  readonly key: string;
  readonly decision: string;
  readonly subjectKind: string;
  readonly subject: string;
  readonly standing: string;
  readonly case: number;
  readonly from: string;
  readonly until: string | null;
  readonly parameters: Json;
  readonly legal: Json;
  readonly clauses: Json;
  readonly policy: number;
  readonly decidedAt: string;
  executedAt: string | null;
  endedAt: string | null;
  endedAs: string | null;
  noticeAt: string | null;
  /**
   * In force before a second person had decided. It counts as a measure, because it was one, and stands in a row of its
   * own. Only where it is so: a row of a log from before there were any has the bytes that it had.
   */
  readonly provisional?: true;
};

/** Keeps one of each of the values that many rows have in common: a ledger has a hundred thousand rows. */
class Shared {
  readonly #kept = new Map<string, Json>();

  one<Value extends Json>(value: Value): Value {
    const key = JSON.stringify(value);
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept as Value;
    this.#kept.set(key, value);
    return value;
  }
}

const text = (value: Json | undefined) => (typeof value === "string" ? value : null);

/** One fewer of something; what there is none of has no line in a table. */
function lessOne<Key>(counted: Map<Key, number>, key: Key): void {
  const left = (counted.get(key) ?? 0) - 1;
  if (left > 0) counted.set(key, left);
  else counted.delete(key);
}

/**
 * Reads the log's entries in leaf order and keeps what the report needs: counters for figures, rows for measures.
 *
 * @param start first instant of the period, inclusive; `end` the first after it.
 */
export class DispositionReader {
  readonly #start: string;
  readonly #end: string;
  readonly #figures = Object.fromEntries(Object.keys(predicates).map((key) => [key, 0])) as Record<FigureKey, number>;
  readonly #ledger = new Map<string, LoggedMeasure>();
  readonly #byDecision = new Map<string, LoggedMeasure[]>();
  readonly #byKey = new Map<string, number>();
  readonly #bySeverity = new Map<number, number>();
  readonly #listed = new Set<string>();
  readonly #shared = new Shared();

  constructor(start: Date, end: Date) {
    this.#start = start.toISOString();
    this.#end = end.toISOString();
  }

  /** Takes the next entry. Entries after the period still count for what became of its measures. */
  take(row: LogRow): void {
    this.#follow(row);
    if (row.occurredAt >= this.#end) return;
    if (counts(predicates.listed, row)) this.#listed.add(row.subjectId);
    if (counts(predicates.unblacklisted, row)) this.#listed.delete(row.subjectId);
    if (row.occurredAt < this.#start) return;
    for (const key of figuresOf.get(row.action) ?? [])
      if (key !== "listed" && counts(predicates[key], row)) this.#figures[key]++;
    if (row.action === "measure.entered") this.#enter(row);
    if ((effective as readonly string[]).includes(row.action) && typeof row.pub.severity === "number")
      this.#bySeverity.set(row.pub.severity, (this.#bySeverity.get(row.pub.severity) ?? 0) + 1);
  }

  #enter(row: LogRow): void {
    const one = <Value extends Json>(value: Value) => this.#shared.one(value);
    const key = one(text(row.pub.measure) ?? "");
    const logged: LoggedMeasure = {
      measure: row.subjectId,
      leaf: row.index,
      event: row.eventId,
      key,
      decision: text(row.pub.decision) ?? "",
      subjectKind: one(text(row.pub.subjectKind) ?? ""),
      subject: text(row.pub.subject) ?? "",
      standing: one(text(row.pub.standing) ?? "subject"),
      case: typeof row.pub.case === "number" ? row.pub.case : 0,
      from: text(row.pub.from) ?? row.occurredAt,
      until: text(row.pub.until),
      parameters: one(row.pub.parameters ?? {}),
      legal: one(row.pub.legal ?? []),
      clauses: one(row.pub.clauses ?? []),
      policy: typeof row.pub.policy === "number" ? row.pub.policy : 0,
      decidedAt: row.occurredAt,
      executedAt: null,
      endedAt: null,
      endedAs: null,
      noticeAt: null,
      ...(row.pub.provisional === true ? { provisional: true as const } : {}),
    };
    this.#ledger.set(row.subjectId, logged);
    this.#byDecision.set(logged.decision, [...(this.#byDecision.get(logged.decision) ?? []), logged]);
    this.#byKey.set(key, (this.#byKey.get(key) ?? 0) + 1);
  }

  #follow(row: LogRow): void {
    if (row.action === "notice.issued") {
      for (const logged of this.#byDecision.get(text(row.pub.decision) ?? "") ?? [])
        if (logged.subject === row.pub.subject) logged.noticeAt ??= row.occurredAt;
      return;
    }
    if (row.action === undoneActions.decision) this.#undo(row);
    if (row.action === undoneActions.measure) this.#listed.delete(row.subjectId);
    const logged = this.#ledger.get(row.subjectId);
    if (!logged) return;
    if (row.action === undoneActions.measure) this.#cancel(logged);
    if (row.action === "measure.executed") logged.executedAt ??= row.occurredAt;
    if (ended.some((action) => action === row.action)) {
      logged.endedAt = row.occurredAt;
      logged.endedAs = row.action.slice("measure.".length);
    }
  }

  /** A decision that was counted, if it was taken in the period: its entry says when. */
  #undo({ pub }: LogRow): void {
    const takenAt = text(pub.takenAt);
    if (takenAt === null || takenAt < this.#start || takenAt >= this.#end) return;
    this.#figures.decisions--;
    if (pub.finding === "does_not") this.#figures.noViolation--;
    if (typeof pub.severity === "number") lessOne(this.#bySeverity, pub.severity);
  }

  #cancel(logged: LoggedMeasure): void {
    this.#ledger.delete(logged.measure);
    const others = this.#byDecision.get(logged.decision)?.filter((other) => other !== logged) ?? [];
    this.#byDecision.set(logged.decision, others);
    lessOne(this.#byKey, logged.key);
    this.#figures.measures--;
    if (logged.key === "close_group") this.#figures.closed--;
    if (logged.key === "blacklist") this.#figures.blacklisted--;
  }

  /** Figures, tables and ledger, in a fixed order. */
  result() {
    const figures: Figures = { ...this.#figures, listed: this.#listed.size };
    return {
      figures,
      byMeasure: [...this.#byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([measure, count]) => ({ measure, count })),
      bySeverity: [...this.#bySeverity].sort(([a], [b]) => b - a).map(([severity, count]) => ({ severity, count })),
      ledger: [...this.#ledger.values()].sort((a, b) => a.leaf - b.leaf),
    };
  }
}

export type DispositionResult = ReturnType<DispositionReader["result"]>;
