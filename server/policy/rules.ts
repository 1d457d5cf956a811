import type { Source } from "../kernel/actor";
import { after, day, minute } from "../kernel/calendar";
import {
  type BothLanguages,
  type Category,
  type Citation,
  type CreditLevel,
  type CreditServices,
  creditLevels,
  type Grade,
  type GroupCategory,
  type Ladder,
  type Leaf,
  type MeasureKey,
  type Policy,
  type PolicyDocument,
  type Recommendation,
  type RecommendedMeasure,
  type Rung,
  type RungMeasure,
  type Severity,
  type SubjectKind,
} from "./contract";
import { measurePhrase, timed } from "./rules-words";

/** What the rules need of a version: drafts have no number yet. */
export type PolicyText = Pick<Policy, "document">;

/** The leaf with this key, or null when there is none: branches are never stated in reports. */
export function leafOf(policy: PolicyText, key: string): Leaf | null {
  const found = policy.document.taxonomy.find((category) => category.key === key);
  return found && found.severity !== null ? (found as Leaf) : null;
}

/** A category and those above it, from itself to the root; empty for an unknown key. */
export function lineageOf(document: PolicyDocument, key: string): Category[] {
  const line: Category[] = [];
  for (let at: string | null = key; at !== null && line.length < 10; ) {
    const found: Category | undefined = document.taxonomy.find((category) => category.key === at);
    if (!found) break;
    line.push(found);
    at = found.parent;
  }
  return line;
}

/**
 * When a decision is due. A regulator's letter brings its own deadline, which shortens the policy's and never
 * lengthens it: danger to people does not wait for a letter. Source: `domain.md`, "Priority and SLA".
 *
 * @param regulatorDueAt the deadline on the letter, null without one.
 */
export function slaDueAt(
  policy: PolicyText,
  severity: Severity,
  source: Source,
  receivedAt: Date,
  regulatorDueAt: Date | null,
): Date {
  const { minutesBySeverity, maximumMinutesBySource } = policy.document.sla;
  const bySeverity = minutesBySeverity[severity] as number;
  const due = after(receivedAt, Math.min(bySeverity, maximumMinutesBySource[source] ?? bySeverity) * minute);
  return regulatorDueAt && regulatorDueAt < due ? regulatorDueAt : due;
}

/** What routing looks at. `category` is null while no report stated one; `grade` is null for an account. */
export type Routed = {
  readonly subjectKind: SubjectKind;
  readonly category: string | null;
  readonly severity: Severity;
  readonly source: Source;
  readonly grade: Grade | null;
};

/** The queue of a case: the first rule whose every condition holds, else the default. */
export function routeOf({ document }: PolicyText, about: Routed): string {
  const line = about.category === null ? [] : lineageOf(document, about.category).map((category) => category.key);
  const matched = document.routing.rules.find(
    ({ when }) =>
      (!when.subjectKinds || when.subjectKinds.includes(about.subjectKind)) &&
      (!when.categories || when.categories.some((key) => line.includes(key))) &&
      (!when.sources || when.sources.includes(about.source)) &&
      (when.minSeverity === undefined || about.severity >= when.minSeverity) &&
      (when.minGrade === undefined || (about.grade !== null && about.grade >= when.minGrade)),
  );
  return matched?.queue ?? document.routing.default;
}

/** The level `levels` below, at the lowest E; null when there is nothing below. */
export function lowered(level: CreditLevel, levels: number): CreditLevel | null {
  const at = creditLevels.indexOf(level);
  const to = Math.min(at + levels, creditLevels.length - 1);
  return to === at ? null : (creditLevels[to] as CreditLevel);
}

/**
 * Does this measure need a second person? The table of `domain.md`, "Measures", with the policy's thresholds.
 * A length of exactly the threshold is not severe; a measure without an end, where others have one, is.
 *
 * @param parameters of `lower_credit`: `from` and `to` levels; unreadable ones count as severe.
 */
export function isSevere(
  { document: { thresholds } }: PolicyText,
  key: MeasureKey,
  parameters: Readonly<Record<string, unknown>>,
  from: Date,
  until: Date | null,
): boolean {
  if (thresholds.always.includes(key)) return true;
  const longerThan = (days: number) => until === null || until.getTime() - from.getTime() > days * day;
  switch (key) {
    case "suspend_posting":
      return longerThan(thresholds.suspendPostingDays);
    case "suspend_management":
      return longerThan(thresholds.suspendManagementDays);
    case "revoke_founding":
      return until === null;
    case "lower_credit": {
      const [high, low] = [parameters.from, parameters.to].map((level) => creditLevels.indexOf(level as CreditLevel));
      if (high === undefined || low === undefined || high < 0 || low < 0) return true;
      return low - high >= thresholds.creditLevels;
    }
    default:
      return false;
  }
}

/** What a credit level grants. */
export const creditServices = (policy: PolicyText, level: CreditLevel): CreditServices =>
  policy.document.credit.services[level];

/** The law behind a measure itself; empty where nothing at hand fits. */
export const measureGroundsOf = (policy: PolicyText, subjectKind: SubjectKind, key: MeasureKey): readonly Citation[] =>
  policy.document.measureGrounds[subjectKind][key] ?? [];

/** How many members a group may have: the cap of its founder's credit, or the installation's while the founder is unknown. */
export const memberCapOf = (policy: PolicyText, founderCredit: CreditLevel | null): number =>
  founderCredit === null
    ? policy.document.caps.groupMembers
    : Math.min(policy.document.caps.groupMembers, creditServices(policy, founderCredit).largestGroup);

/** What a group's grade depends on. */
export type Graded = {
  readonly memberCount: number;
  readonly messagesPerDay: number;
  readonly publicJoin: boolean;
  readonly publicDissemination: boolean;
  readonly category: GroupCategory | null;
};

/** The grade of a group by size × activity × publicness × nature. Source: the policy's `grading`; the Provisions, article 7. */
export function gradeOf({ document: { grading } }: PolicyText, group: Graded): Grade {
  const band = (starts: readonly number[], value: number) => starts.filter((start) => value >= start).length;
  const row = grading.matrix[band(grading.memberBands, group.memberCount)];
  const base = row?.[band(grading.messageBands, group.messagesPerDay)] ?? 1;
  const { publicJoin, publicDissemination, categories } = grading.raises;
  const raise = Math.max(
    group.publicJoin ? publicJoin : 0,
    group.publicDissemination ? publicDissemination : 0,
    group.category ? (categories[group.category] ?? 0) : 0,
  );
  return Math.min(4, base + raise) as Grade;
}

/**
 * The rung that a measure stands for: the highest whose first measure is of its kind and not longer.
 *
 * @param days its length as it was taken; null for good.
 * @returns null when no rung begins with such a measure.
 */
export function rungOf(ladder: Ladder, key: MeasureKey, days: number | null): number | null {
  const fits = ({ measures: [first] }: Rung) =>
    first?.key === key && (!timed.includes(key) || days === null || (first.days !== null && first.days <= days));
  const found = ladder.rungs.findLastIndex(fits);
  return found < 0 ? null : found;
}

const stepOf = (ladder: Ladder, severity: Severity, strikes: number) => {
  const row = ladder.steps[severity] as number[];
  return row[Math.min(strikes, row.length - 1)] as number;
};

/** Any instant will do: only lengths matter here. */
const start = new Date(0);

/** A rung's measures, made ready to propose; those that cannot be taken (credit already lowest) are left out. */
function ready(
  policy: PolicyText,
  measures: readonly RungMeasure[],
  standing: RecommendedMeasure["standing"],
  { credit, grade }: { readonly credit: CreditLevel | null; readonly grade: Grade | null },
): RecommendedMeasure[] {
  const made: RecommendedMeasure[] = [];
  for (const { key, days: ordinaryDays, daysByGrade, levels, functions } of measures) {
    const days = (grade !== null && daysByGrade?.[grade - 1]) || ordinaryDays;
    const until = days === null ? null : after(start, days * day);
    if (key === "lower_credit") {
      const to = credit && lowered(credit, levels ?? 1);
      if (to)
        made.push({
          key,
          standing,
          parameters: { to },
          days,
          severe: isSevere(policy, key, { from: credit, to }, start, until),
        });
    } else {
      const parameters: RecommendedMeasure["parameters"] = functions ? { functions } : {};
      made.push({ key, standing, parameters, days, severe: isSevere(policy, key, parameters, start, until) });
    }
  }
  return made;
}

/** What the ladder looks at. */
export type Assessed = {
  readonly subjectKind: SubjectKind;
  /** Of the gravest clause that was broken. */
  readonly severity: Severity;
  /** Live strikes in the ladder's window before now, this one not counted; expired and overturned ones already removed. */
  readonly strikes: number;
  /** What an account is in the group concerned; null for a group, or when there is none. */
  readonly role: "founder" | "manager" | "member" | null;
  /** Of a group. */
  readonly grade: Grade | null;
  /** Of an account. */
  readonly credit: CreditLevel | null;
  /** Measures taken on this subject in the window and not overturned: the ladder never goes below what they reached. */
  readonly reached?: readonly {
    readonly key: MeasureKey;
    readonly days: number | null;
    /** What it asked for was not done in time: it counts for the rung above. */
    readonly failed?: boolean;
  }[];
  /** Measures in force on this subject that have no end and cannot be taken again: the ladder goes on above them. */
  readonly holding?: readonly MeasureKey[];
};

/** The rung itself, or the next one up whose main measure does not hold already; the rung itself when there is none. */
function firstFree(ladder: Ladder, rung: number, holding: readonly MeasureKey[]): number {
  const free = ladder.rungs.findIndex(
    ({ measures: [main] }, at) => at >= rung && main !== undefined && !holding.includes(main.key),
  );
  return free < 0 ? rung : free;
}

const nothing: BothLanguages = { zh: "", en: "" };

/**
 * Picks the rung for a confirmed violation, with its reason in one sentence. Never lowers a rung already reached;
 * more strikes or a graver clause never make it milder. Source: the policy's `ladder`.
 */
export function recommend(policy: PolicyText, about: Assessed): Recommendation {
  const ladder = policy.document.ladder[about.subjectKind];
  const byStrikes = stepOf(ladder, about.severity, about.strikes);
  const reached = (about.reached ?? []).map(
    ({ key, days, failed }) => (rungOf(ladder, key, days) ?? 0) + (failed ? 1 : 0),
  );
  const due = Math.min(Math.max(byStrikes, ...reached), ladder.rungs.length - 1);
  const holding = about.holding ?? [];
  const rung = firstFree(ladder, due, holding);
  const { measures, founder, manager } = ladder.rungs[rung] as Rung;
  const extra =
    about.subjectKind === "group" ? [] : about.role === "founder" ? founder : about.role === "manager" ? manager : [];
  const main = measurePhrase(measures[0] as RungMeasure);
  const { windowDays } = policy.document.ladder;
  const why = sentenceOf(about.strikes, windowDays);
  const floor =
    due > byStrikes ? { zh: "，且不低于已采取的等级", en: ", and not below the rung already reached" } : nothing;
  const further = rung > due ? { zh: "，原等级措施仍在生效", en: ", and that rung's measure still holds" } : nothing;
  return {
    rung,
    measures: ready(policy, [...measures, ...extra], "subject", about).filter(({ key }) => !holding.includes(key)),
    sentence: {
      zh: `${why.zh}${floor.zh}${further.zh} → ${main.zh}`,
      en: `${why.en}${floor.en}${further.en} → ${main.en}`,
    },
    next: nextOf(ladder, about, rung),
  };
}

const sentenceOf = (strikes: number, windowDays: number): BothLanguages =>
  strikes === 0
    ? { zh: `${windowDays} 天内首次违规`, en: `First violation in ${windowDays} days` }
    : {
        zh: `${windowDays} 天内 ${strikes} 次有效违规`,
        en: `${strikes} valid ${strikes === 1 ? "strike" : "strikes"} in ${windowDays} days`,
      };

/** The first stricter rung that further strikes of the same severity would reach. */
function nextOf(ladder: Ladder, { severity, strikes }: Assessed, rung: number): BothLanguages | null {
  const row = ladder.steps[severity] as number[];
  const further = row.slice(Math.min(strikes, row.length - 1) + 1).find((step) => step > rung);
  if (further === undefined) return null;
  const { zh, en } = measurePhrase((ladder.rungs[further] as Rung).measures[0] as RungMeasure);
  return { zh: `下一级为${zh}`, en: `next: ${en}` };
}

/**
 * What a decision on a group may carry for its founder or a manager. The ladder only suggests it: each needs facts of
 * duty breached, never the role alone (`domain.md`, "Measures").
 *
 * @param rung of the group, from `recommend`.
 * @param credit of the founder or manager.
 */
export function carriedMeasures(
  policy: PolicyText,
  rung: number,
  standing: "founder" | "manager",
  credit: CreditLevel,
): RecommendedMeasure[] {
  const found = policy.document.ladder.group.rungs[rung];
  return found ? ready(policy, found[standing], standing, { credit, grade: null }) : [];
}
