import { after, day } from "../../kernel/calendar";
import { Refused } from "../../kernel/refusal";
import type { CreditLevel, RecommendedMeasure, Severity } from "../../policy/contract";
import { severities } from "../../policy/contract";
import { carriedMeasures, leafOf, recommend } from "../../policy/rules";
import { citationText } from "../../policy/rules-words";
import { currentPolicy } from "../../policy/service";
import { read } from "../../read";
import { managersOf, subjectById } from "../../registry/service/subjects";
import { refuse } from "../contract";
import { attachedReports, caseOf, holdingOf, reachedSince, roleAmong, strikesSince } from "../store";
import { groupsOfCase } from "../store-list";

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
    const found = await caseOf(tx, caseId);
    const kind = found?.subjectKind as "group" | "account";
    const subject = found && (await subjectById(tx, kind, found.subjectId));
    if (!found || !subject) throw new Refused(refuse("missing"));
    const since = after(now, -policy.document.ladder.windowDays * day);
    const strikes = await strikesSince(tx, kind, subject.id, since);
    const reached = await reachedSince(tx, kind, subject.id, since);
    const reports = await attachedReports(tx, found.id, found.round);
    const groupIds = [...new Set(reports.flatMap(({ groupId }) => (groupId ? [groupId] : [])))];
    const role = kind === "account" ? await roleAmong(tx, subject.id, groupIds) : null;
    const assessed = { subjectKind: kind, strikes, reached, role, grade: subject.grade, credit: subject.credit };
    const recommendations = severities.map((severity: Severity) => recommend(policy, { ...assessed, severity }));
    const people = kind === "group" ? await managersOf(tx, subject.id) : [];
    const held = (await holdingOf(tx, [subject.id])).get(`${kind}:${subject.id}`) ?? [];
    return {
      policy: { number: policy.number, label: policy.document.label },
      subject: {
        kind,
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
      strikes,
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
      groups: kind === "account" ? await groupsOfCase(tx, found.id, found.round) : [],
      holding: held.map(({ key, until }) => ({ key, until })),
      thresholds: policy.document.thresholds,
    };
  });
}
export type DecisionForm = Awaited<ReturnType<typeof decisionForm>>;
