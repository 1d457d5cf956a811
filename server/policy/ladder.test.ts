import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  creditLevels,
  grades,
  type Ladder,
  type MeasureKey,
  type PolicyDocument,
  type Rung,
  type RungMeasure,
  type Severity,
  type SubjectKind,
  severities,
} from "./contract";
import { defaultDocument } from "./default";
import { type Assessed, recommend } from "./rules";
import { documentFaults } from "./rules-publish";
import { measurePhrase } from "./rules-words";

const onGroup: readonly MeasureKey[] = ["warn_and_rectify", "suspend_posting", "close_group", "blacklist"];
const onAccount: readonly MeasureKey[] = [
  "warn",
  "suspend_posting",
  "lower_credit",
  "suspend_management",
  "revoke_founding",
  "blacklist",
];
const length = fc.integer({ min: 1, max: 400 });

const measureOn = (keys: readonly MeasureKey[]): fc.Arbitrary<RungMeasure> =>
  fc
    .record({
      key: fc.constantFrom(...keys),
      days: length,
      byGrade: fc.option(fc.tuple(length, length, length, length)),
      levels: fc.integer({ min: 1, max: 4 }),
    })
    .map(({ key, days, byGrade, levels }) => ({
      key,
      days: key === "warn" || key === "close_group" ? null : days,
      ...(byGrade && keys === onGroup && key !== "close_group" ? { daysByGrade: byGrade } : {}),
      ...(key === "lower_credit" ? { levels } : {}),
      ...(key === "blacklist" ? { functions: ["post" as const] } : {}),
    }));

/** Any ladder that may be published: rungs of whatever measures, steps that never go down. */
const ladderOn = (keys: readonly MeasureKey[]): fc.Arbitrary<Ladder> => {
  const measures = (minLength: number) => fc.array(measureOn(keys), { minLength, maxLength: 3 });
  const people = fc.array(measureOn(onAccount), { maxLength: 2 });
  const rung: fc.Arbitrary<Rung> = fc.record({ measures: measures(1), founder: people, manager: people });
  return fc
    .record({
      rungs: fc.array(rung, { minLength: 1, maxLength: 7 }),
      width: fc.integer({ min: 1, max: 6 }),
      raw: fc.array(fc.nat(6), { minLength: 30, maxLength: 30 }),
    })
    .map(({ rungs, width, raw }) => {
      const steps: number[][] = [];
      severities.forEach((severity) => {
        const row: number[] = [];
        for (let at = 0; at < width; at++)
          row.push(
            Math.max(
              Math.min(raw[severity * width + at] as number, rungs.length - 1),
              row[at - 1] ?? 0,
              steps[severity - 1]?.[at] ?? 0,
            ),
          );
        steps.push(row);
      });
      return { rungs, steps };
    });
};

/** Only the ladder is drawn, so that a counterexample can be read. */
type Ladders = PolicyDocument["ladder"];
const ladders: fc.Arbitrary<Ladders> = fc.oneof(
  fc.constant(defaultDocument.ladder),
  fc.record({ group: ladderOn(onGroup), account: ladderOn(onAccount), windowDays: fc.integer({ min: 1, max: 400 }) }),
);
const policyWith = (ladder: Ladders) => ({ document: { ...defaultDocument, ladder } });

const begun: fc.Arbitrary<Assessed> = fc
  .record({
    subjectKind: fc.constantFrom<SubjectKind>("group", "account"),
    severity: fc.constantFrom(...severities),
    strikes: fc.nat(8),
    role: fc.constantFrom("founder" as const, "manager" as const, "member" as const, null),
    grade: fc.constantFrom(...grades),
    credit: fc.constantFrom(...creditLevels),
  })
  .map((each) => ({
    ...each,
    ...(each.subjectKind === "group" ? { credit: null, role: null } : { grade: null }),
  }));

/** Measures that hold until somebody ends them, as a subject that took them has them. */
const endless: readonly MeasureKey[] = ["warn_and_rectify", "close_group", "revoke_founding", "blacklist"];
const holding = fc.subarray([...endless]);

/** The same sequences at every run; another seed by hand. */
const runs = { seed: 20_261_122, numRuns: 600 };

describe("the ladder, whatever is published", () => {
  it("is drawn from documents that may be published", () => {
    fc.assert(
      fc.property(ladders, (drawn) => {
        expect(documentFaults(policyWith(drawn).document)).toEqual([]);
      }),
      runs,
    );
  });

  it("never lowers a rung whose measure was taken, however mild what follows and whatever is forgotten", () => {
    fc.assert(
      fc.property(ladders, begun, fc.array(fc.constantFrom(...severities), { maxLength: 6 }), (drawn, first, later) => {
        const { rungs } = drawn[first.subjectKind];
        let about: Assessed = first;
        let reached = -1;
        for (const severity of [first.severity, ...later]) {
          const { rung, measures } = recommend(policyWith(drawn), { ...about, severity });
          expect(rung).toBeGreaterThanOrEqual(reached);
          if (measures[0]?.key === rungs[rung]?.measures[0]?.key) reached = Math.max(reached, rung);
          // The window may forget the strikes; what was taken in it stays.
          about = { ...about, strikes: 0, reached: [...(about.reached ?? []), ...measures] };
        }
      }),
      runs,
    );
  });

  it("is never milder for more strikes or a graver clause, whatever holds already", () => {
    fc.assert(
      fc.property(ladders, begun, holding, fc.nat(4), fc.nat(4), (drawn, about, held, strikes, graver) => {
        const policy = policyWith(drawn);
        const mild = { ...about, holding: held };
        const worse = {
          ...mild,
          strikes: about.strikes + strikes,
          severity: Math.min(4, about.severity + graver) as Severity,
        };
        expect(recommend(policy, worse).rung).toBeGreaterThanOrEqual(recommend(policy, mild).rung);
      }),
      runs,
    );
  });

  it("explains itself in one sentence in both languages, which names the first measure that it advises", () => {
    fc.assert(
      fc.property(ladders, begun, holding, (drawn, about, held) => {
        const { sentence, measures, next, rung } = recommend(policyWith(drawn), { ...about, holding: held });
        const phrase = measures[0] ? measurePhrase(measures[0]) : { zh: "没有更严的措施", en: "no further measure" };
        for (const language of ["zh", "en"] as const) {
          expect(sentence[language].split(" → ")).toHaveLength(2);
          expect(sentence[language].endsWith(` → ${phrase[language]}`)).toBe(true);
          expect(sentence[language]).not.toMatch(/undefined|null|NaN|[{}\n]|^\s|\s$/);
          if (next) expect(next[language]).not.toMatch(/undefined|null|NaN|[{}\n]/);
        }
        if (next) expect(rung).toBeLessThan(drawn[about.subjectKind].rungs.length - 1);
      }),
      runs,
    );
  });

  it("goes up where the rung's measure cannot be taken, and advises nothing that cannot", () => {
    fc.assert(
      fc.property(ladders, begun, holding, (drawn, about, held) => {
        const { measures, rung } = recommend(policyWith(drawn), { ...about, holding: held });
        for (const { key } of measures) expect(held).not.toContain(key);
        const { rungs } = drawn[about.subjectKind];
        const isTakeable = ({ measures: [main] }: Rung) =>
          main && !held.includes(main.key) && (main.key !== "lower_credit" || about.credit !== "E");
        if (rungs.slice(rung).some(isTakeable)) expect(measures.length).toBeGreaterThan(0);
      }),
      runs,
    );
  });
});
