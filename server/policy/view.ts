import type { BothLanguages, Ladder, Leaf, Policy, PolicyDocument, Rung, RungMeasure, Severity } from "./contract";
import { severities } from "./contract";
import { citationText, measurePhrase } from "./rules-words";

/** What a rung's measure says in a table: its name, length, deadline or time to review. */
function phraseOf(measure: RungMeasure): BothLanguages {
  const { zh, en } = measurePhrase(measure);
  const { key, days, daysByGrade } = measure;
  if (key === "warn_and_rectify") {
    const all = daysByGrade ?? (days === null ? [] : [days]);
    const [least, most] = [Math.min(...all), Math.max(...all)];
    const isOne = least === most;
    return {
      zh: `${zh}，限 ${isOne ? most : `${least}–${most}`} 天`,
      en: `${en} within ${isOne ? most : `${least}–${most}`} days`,
    };
  }
  if (key === "blacklist" && days !== null)
    return { zh: `${zh}，${days} 天后复核`, en: `${en}, review after ${days} days` };
  return { zh, en };
}

const rungOf = (rung: Rung) => ({
  measures: rung.measures.map(phraseOf),
  founder: rung.founder.map(phraseOf),
  manager: rung.manager.map(phraseOf),
});

/** A ladder as a table: a row per severity, a column per number of earlier strikes; the last column stands for more. */
const ladderOf = (ladder: Ladder) => ({
  rungs: ladder.rungs.map(rungOf),
  rows: severities.map((severity) => ({ severity, steps: ladder.steps[severity] as readonly number[] })),
});

const leafOf = ({ key, names, clause, rule, severity, legal, hashOnly }: Leaf) => ({
  key,
  names,
  clause,
  rule,
  severity: severity as Severity,
  hashOnly,
  citations: legal.map(citationText),
});

const branchesOf = ({ taxonomy }: PolicyDocument) =>
  taxonomy
    .filter((category) => category.parent === null)
    .map((branch) => ({
      key: branch.key,
      names: branch.names,
      clause: branch.clause,
      rule: branch.rule,
      harm: branch.harm,
      leaves: taxonomy
        .filter(
          (category): category is Leaf => category.severity !== null && isUnder(taxonomy, category.key, branch.key),
        )
        .map(leafOf),
    }));

function isUnder(taxonomy: PolicyDocument["taxonomy"], key: string, root: string): boolean {
  for (let at: string | null = key, left = 10; at !== null && left > 0; left--) {
    if (at === root) return true;
    at = taxonomy.find((category) => category.key === at)?.parent ?? null;
  }
  return false;
}

const comparedSections = [
  "ladder",
  "thresholds",
  "credit",
  "caps",
  "grading",
  "sla",
  "queues",
  "routing",
  "measureGrounds",
] as const;
export type ComparedSection = (typeof comparedSections)[number];

/** What a version changed against the one before it. */
export function changesBetween(before: PolicyDocument, after: PolicyDocument) {
  const differ = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  const old = new Map(before.taxonomy.map((category) => [category.key, category]));
  const now = new Map(after.taxonomy.map((category) => [category.key, category]));
  const line = ({ clause, names }: { clause: string; names: BothLanguages }) => ({ clause, names });
  return {
    added: after.taxonomy.filter(({ key }) => !old.has(key)).map(line),
    removed: before.taxonomy.filter(({ key }) => !now.has(key)).map(line),
    changed: after.taxonomy.filter((each) => old.has(each.key) && differ(old.get(each.key), each)).map(line),
    sections: comparedSections.filter((section) => differ(before[section], after[section])),
  };
}

/**
 * One version as the console shows it, sentences ready in both languages.
 *
 * @param previous the version before it, null for the first.
 */
export function policyView({ number, label, sha256, document, effectiveFrom }: Policy, previous: Policy | null) {
  return {
    number,
    label,
    sha256,
    effectiveFrom,
    branches: branchesOf(document),
    ladder: {
      windowDays: document.ladder.windowDays,
      group: ladderOf(document.ladder.group),
      account: ladderOf(document.ladder.account),
    },
    thresholds: document.thresholds,
    credit: document.credit,
    caps: document.caps,
    grading: document.grading,
    sla: document.sla,
    queues: document.queues,
    routing: document.routing,
    changes: previous && { since: previous.number, ...changesBetween(previous.document, document) },
  };
}
export type PolicyView = ReturnType<typeof policyView>;

/** A version as the public reads it: rules, measures, credit and appeal; nothing of how staff work. */
export function publicView({ number, label, sha256, document, effectiveFrom }: Policy) {
  const measures = (ladder: Ladder) => [
    ...new Map(
      ladder.rungs
        .flatMap((rung) => [...rung.measures, ...rung.founder, ...rung.manager])
        .map(({ key }) => [key, measurePhrase({ key, days: null })]),
    ).values(),
  ];
  return {
    number,
    label,
    sha256,
    effectiveFrom,
    branches: branchesOf(document),
    measures: { group: measures(document.ladder.group), account: measures(document.ladder.account) },
    credit: document.credit,
    appealMonths: document.thresholds.appealMonths,
  };
}
export type PublicRules = ReturnType<typeof publicView>;
