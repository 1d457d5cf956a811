import type { Source } from "../kernel/actor";
import { after, minute } from "../kernel/calendar";
import type {
  Category,
  Citation,
  CreditLevel,
  CreditServices,
  Grade,
  GroupCategory,
  Leaf,
  MeasureKey,
  PolicyDocument,
  Severity,
  SubjectKind,
} from "./contract";
import type { PolicyText } from "./rules-severe";

export * from "./rules-ladder";
export * from "./rules-severe";

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
