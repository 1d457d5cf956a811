import { after, day } from "../kernel/calendar";
import type {
  BothLanguages,
  CreditLevel,
  Grade,
  Ladder,
  MeasureKey,
  Recommendation,
  RecommendedMeasure,
  Rung,
  RungMeasure,
  Severity,
  SubjectKind,
} from "./contract";
import { isSevere, lowered, type PolicyText } from "./rules-severe";
import { measurePhrase, timed } from "./rules-words";

/**
 * The rung that a measure stands for: the highest whose first measure is of its kind and not longer. Where a rung has
 * lengths by grade, its shortest counts: who reached it in a large group has reached it.
 *
 * @param days its length as it was taken; null for good.
 * @returns null when no rung begins with such a measure.
 */
export function rungOf(ladder: Ladder, key: MeasureKey, days: number | null): number | null {
  const fits = ({ measures: [first] }: Rung) =>
    first?.key === key &&
    (!timed.includes(key) ||
      days === null ||
      (first.days !== null && Math.min(first.days, ...(first.daysByGrade ?? [])) <= days));
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
  for (const measure of measures) {
    const { key, levels, functions } = measure;
    const days = daysOf(measure, grade);
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

/** Can a rung's main measure be taken: it does not hold already, and there is a level left to go down to? */
const isFree = (main: RungMeasure | undefined, holding: readonly MeasureKey[], credit: CreditLevel | null) =>
  main !== undefined &&
  !holding.includes(main.key) &&
  (main.key !== "lower_credit" || (credit !== null && lowered(credit, main.levels ?? 1) !== null));

/** The rung itself, or the next one up whose main measure can be taken; the rung itself when there is none. */
function firstFree(ladder: Ladder, rung: number, holding: readonly MeasureKey[], credit: CreditLevel | null): number {
  const free = ladder.rungs.findIndex(({ measures: [main] }, at) => at >= rung && isFree(main, holding, credit));
  return free < 0 ? rung : free;
}

/** The days of a rung's measure: a large group may have others. */
const daysOf = ({ days, daysByGrade }: RungMeasure, grade: Grade | null): number | null =>
  (grade !== null && daysByGrade?.[grade - 1]) || days;

/** At the top of the ladder, with everything in force that it knows. */
const exhausted: BothLanguages = { zh: "没有更严的措施", en: "no further measure" };

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
  const rung = firstFree(ladder, due, holding, about.credit);
  const { measures, founder, manager } = ladder.rungs[rung] as Rung;
  const extra =
    about.subjectKind === "group" ? [] : about.role === "founder" ? founder : about.role === "manager" ? manager : [];
  const advised = ready(policy, [...measures, ...extra], "subject", about).filter(({ key }) => !holding.includes(key));
  const main = advised[0] ? measurePhrase(advised[0]) : exhausted;
  const { windowDays } = policy.document.ladder;
  const why = sentenceOf(about.strikes, windowDays);
  const floor =
    due > byStrikes ? { zh: "，且不低于已采取的等级", en: ", and not below the rung already reached" } : nothing;
  const further =
    rung > due
      ? holding.includes((ladder.rungs[due] as Rung).measures[0]?.key as MeasureKey)
        ? { zh: "，原等级措施仍在生效", en: ", and that rung's measure still holds" }
        : { zh: "，信用等级已降至最低", en: ", and there is no lower level" }
      : nothing;
  return {
    rung,
    measures: advised,
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
function nextOf(ladder: Ladder, { severity, strikes, grade }: Assessed, rung: number): BothLanguages | null {
  const row = ladder.steps[severity] as number[];
  const further = row.slice(Math.min(strikes, row.length - 1) + 1).find((step) => step > rung);
  if (further === undefined) return null;
  const main = (ladder.rungs[further] as Rung).measures[0] as RungMeasure;
  const { zh, en } = measurePhrase({ key: main.key, days: daysOf(main, grade) });
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
