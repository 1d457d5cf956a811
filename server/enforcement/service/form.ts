import {
  type CreditLevel,
  type MeasureKey,
  measureKeys,
  type RecommendedMeasure,
  type Severity,
  severities,
} from "../../policy/contract";
import { carriedMeasures, leafOf, recommend } from "../../policy/rules";
import { citationText } from "../../policy/rules-words";
import { currentPolicy } from "../../policy/service";
import { read } from "../../read";
import { managersOf } from "../../registry/service/subjects";
import { type Affected, subjectKey, type Unfit, unfitOf } from "../rules-plan";
import { groupsOfCase } from "../store-list";
import { readGround } from "./ground";

export type FormPerson = {
  readonly id: string;
  readonly role: "founder" | "manager";
  readonly name: string;
  readonly code: string;
  readonly credit: CreditLevel;
  /** What the ladder suggests to carry for this person, by severity of the clause. */
  readonly carried: readonly (readonly RecommendedMeasure[])[];
};

/**
 * What the rail offers for a case: clauses, the ladder's recommendation at each severity, and whom else a decision may
 * carry. Refuses: missing.
 */
export async function decisionForm(caseId: string, now: Date) {
  const policy = await currentPolicy();
  return read(async (tx) => {
    const { ground } = await readGround(tx, caseId, { measures: [] }, policy, now);
    const { assessed, case: found } = ground;
    const subject = ground.subjects.get(subjectKey(found.subject)) as Affected;
    const recommendations = severities.map((severity: Severity) => recommend(policy, { ...assessed, severity }));
    const people = subject.kind === "group" ? await managersOf(tx, subject.id) : [];
    return {
      policy: { number: policy.number, label: policy.document.label },
      subject: {
        kind: subject.kind,
        id: subject.id,
        name: subject.name,
        code: subject.code,
        credit: subject.credit,
        status: subject.status,
      },
      clauses: policy.document.taxonomy.flatMap((category) => {
        const leaf = leafOf(policy, category.key);
        if (!leaf) return [];
        const legal = leaf.legal.map(citationText);
        return [{ key: leaf.key, clause: leaf.clause, names: leaf.names, severity: leaf.severity, legal }];
      }),
      strikes: assessed.strikes,
      windowDays: policy.document.ladder.windowDays,
      recommendations,
      people: people.flatMap((person): FormPerson[] =>
        person.role === "member"
          ? []
          : [
              {
                id: person.id,
                role: person.role,
                name: person.name,
                code: person.code,
                credit: person.credit as CreditLevel,
                carried: recommendations.map(({ rung }) =>
                  carriedMeasures(policy, rung, person.role as "founder" | "manager", person.credit as CreditLevel),
                ),
              },
            ],
      ),
      groups: subject.kind === "account" ? await groupsOfCase(tx, found.id, found.round) : [],
      /** Why a measure cannot be taken on the subject, for each that cannot. */
      unfit: Object.fromEntries(
        measureKeys.flatMap((key) => {
          const why = unfitOf(subject, key);
          return why ? [[key, why]] : [];
        }),
      ) as Partial<Record<MeasureKey, Unfit>>,
      thresholds: policy.document.thresholds,
    };
  });
}
export type DecisionForm = Awaited<ReturnType<typeof decisionForm>>;
