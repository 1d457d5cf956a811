import type { Reader } from "../../../db/client";
import { config } from "../../config";
import { appealUrl } from "../../delivery/service/order";
import { after, day } from "../../kernel/calendar";
import { Refused } from "../../kernel/refusal";
import { currentNoticeSet } from "../../notices/service/current";
import type { Policy } from "../../policy/contract";
import { managersOf, type Subject, subjectById } from "../../registry/service/subjects";
import { type DecideCase, refuse, type Standing } from "../contract";
import type { Addresses } from "../rules-effect";
import { type Affected, type Ground, holdsOn, subjectKey } from "../rules-plan";
import { attachedReports, caseOf, caseSubject, evidenceOf, groupNames, holdingOf, roleAmong } from "../store-ground";
import { reachedAmong, strikesAmong } from "../store-ladder";
import { everyReporter, reporterMarks } from "./reporters";

/** A case as a decision needs it: of a locked row, or of a plain read. */
export type CaseOfDecision = {
  readonly id: string;
  readonly number: number;
  readonly round: number;
  readonly version: number;
  readonly subjectKind: string;
  readonly subjectId: string;
};

type SubjectName = { readonly kind: "group" | "account"; readonly id: string };

/** The subjects that a decision touches: the case's own first, then those of its measures, each once. */
export type Touched = readonly [SubjectName, ...SubjectName[]];

/** Finds out whom a decision touches. Refuses: missing (the case). */
export async function touchedBy(tx: Reader, caseId: string, input: Pick<DecideCase, "measures">): Promise<Touched> {
  const own = await caseSubject(tx, caseId);
  if (!own) throw new Refused(refuse("missing"));
  const others = new Map(input.measures.map(({ subject: { kind, id } }) => [subjectKey({ kind, id }), { kind, id }]));
  others.delete(subjectKey(own));
  return [own, ...others.values()];
}

/** The subjects by `kind:id`, not locked. */
async function readSubjects(tx: Reader, touched: Touched): Promise<Map<string, Subject>> {
  const found = await Promise.all(touched.map(({ kind, id }) => subjectById(tx, kind, id)));
  return new Map(found.flatMap((subject) => (subject ? [[subjectKey(subject), subject] as const] : [])));
}

export const affectedOf = (subject: Subject, holding: Affected["holding"]): Affected => ({
  kind: subject.kind,
  id: subject.id,
  externalId: subject.externalId,
  code: subject.code,
  name: subject.name,
  status: subject.status,
  credit: subject.credit,
  version: subject.version,
  holding,
});

const groupsNamed = (input: Pick<DecideCase, "measures">): string[] =>
  input.measures.flatMap(({ parameters: { scope, groups } }) => [
    ...(typeof scope === "string" && /^[0-9a-f-]{36}$/i.test(scope) ? [scope] : []),
    ...(Array.isArray(groups)
      ? groups.filter((id): id is string => typeof id === "string" && /^[0-9a-f-]{36}$/i.test(id)).slice(0, 50)
      : []),
  ]);

/** What a decision is judged by, but for its case and its subjects, which an act locks and a preview only reads. */
export type Facts = Awaited<ReturnType<typeof loadFacts>>;

/**
 * Reads the facts of a decision, all independent statements at once. Called after the statements that lock the case
 * and its subjects: on one connection they are answered in the order of the calls, so the facts are those under lock.
 */
export async function loadFacts(
  tx: Reader,
  caseId: string,
  input: Pick<DecideCase, "measures">,
  touched: Touched,
  policy: Policy,
  now: Date,
) {
  const [{ kind, id }] = touched;
  const since = after(now, -policy.document.ladder.windowDays * day);
  const [held, managers, evidence, reports, reporters, groups, strikes, reached, notices] = await Promise.all([
    holdingOf(
      tx,
      touched.map((subject) => subject.id),
    ),
    kind === "group" ? managersOf(tx, id) : [],
    evidenceOf(tx, caseId),
    attachedReports(tx, caseId),
    everyReporter(tx, caseId, touched),
    groupNames(tx, groupsNamed(input)),
    strikesAmong(tx, kind, [id], since),
    reachedAmong(tx, kind, [id], since),
    currentNoticeSet(tx),
  ]);
  const groupIds = [...new Set(reports.flatMap(({ groupId }) => (groupId ? [groupId] : [])))];
  const [role, marks] = await Promise.all([
    kind === "account" ? roleAmong(tx, id, groupIds) : null,
    reporterMarks(tx, reporters),
  ]);
  return {
    held,
    managers,
    evidence,
    reports,
    groups,
    strikes: strikes.get(id) ?? 0,
    reached: reached.get(id) ?? [],
    notices,
    role,
    marks,
  };
}

/** Puts together what the rules judge. Refuses: missing (the subject). */
export function groundOf(
  found: CaseOfDecision,
  subjects: ReadonlyMap<string, Subject>,
  facts: Facts,
  policy: Policy,
): Ground {
  const kind = found.subjectKind as "group" | "account";
  const own = subjects.get(subjectKey({ kind, id: found.subjectId }));
  if (!own) throw new Refused(refuse("missing"));
  const people = new Map<string, Exclude<Standing, "subject">>();
  for (const person of facts.managers)
    if (person.role !== "member" && !people.has(person.id)) people.set(person.id, person.role);
  const reported = new Map<string, string[]>();
  for (const item of facts.evidence)
    if (item.role === "reported") reported.set(item.reportId, [...(reported.get(item.reportId) ?? []), item.id]);
  return {
    case: {
      id: found.id,
      number: found.number,
      round: found.round,
      version: found.version,
      subject: { kind, id: found.subjectId },
    },
    policy,
    notices: facts.notices,
    subjects: new Map([...subjects].map(([key, subject]) => [key, affectedOf(subject, facts.held.get(key) ?? [])])),
    people,
    groups: facts.groups,
    evidence: new Map(facts.evidence.map(({ id, sha256 }) => [id, sha256])),
    reports: facts.reports.map(({ id, externalId, origin }) => ({
      id,
      externalId,
      answered: /^(key|connection):/.test(origin),
      evidence: reported.get(id) ?? [],
    })),
    assessed: {
      subjectKind: kind,
      strikes: facts.strikes,
      reached: facts.reached,
      holding: (facts.held.get(subjectKey(own)) ?? []).filter(holdsOn).map(({ key }) => key),
      role: facts.role,
      grade: own.grade,
      credit: own.credit,
    },
    reporterMarks: facts.marks,
  };
}

/** The ground of a decision, only read: for previews. Refuses: missing. */
export async function readGround(
  tx: Reader,
  caseId: string,
  input: Pick<DecideCase, "measures">,
  policy: Policy,
  now: Date,
): Promise<{ readonly ground: Ground; readonly touched: Touched }> {
  const touched = await touchedBy(tx, caseId, input);
  const [found, subjects, facts] = await Promise.all([
    caseOf(tx, caseId),
    readSubjects(tx, touched),
    loadFacts(tx, caseId, input, touched, policy, now),
  ]);
  if (!found) throw new Refused(refuse("missing"));
  return { ground: groundOf(found, subjects, facts, policy), touched };
}

/** Where notices send their readers. */
export const addresses = (): Addresses => ({ rulesUrl: `${config().url}/rules`, appealUrl });
