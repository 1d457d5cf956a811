import type { Reader, Tx } from "../../../db/client";
import { config } from "../../config";
import { after, day } from "../../kernel/calendar";
import { Refused } from "../../kernel/refusal";
import type { Policy } from "../../policy/contract";
import { lockSubjects, managersOf, type Subject, subjectById } from "../../registry/service/subjects";
import { type DecideCase, refuse, type Standing } from "../contract";
import type { Affected, Ground } from "../rules-plan";
import {
  attachedReports,
  caseSubject,
  evidenceOf,
  groupNames,
  holdingOf,
  reachedSince,
  roleAmong,
  strikesSince,
} from "../store";
import { reporterMarks } from "./reporters";

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

const unique = (names: readonly SubjectName[]): SubjectName[] => [
  ...new Map(names.map((name) => [`${name.kind}:${name.id}`, { kind: name.kind, id: name.id }])).values(),
];

/** The subjects that a decision touches: the case's own, and those of its measures. */
export async function lockTouched(
  tx: Tx,
  caseId: string,
  input: Pick<DecideCase, "measures">,
): Promise<Map<string, Subject>> {
  const own = await caseSubject(tx, caseId);
  return lockSubjects(tx, unique([...(own ? [own] : []), ...input.measures.map(({ subject }) => subject)]));
}

/** The same, only read. */
export async function readTouched(
  tx: Reader,
  caseId: string,
  input: Pick<DecideCase, "measures">,
): Promise<Map<string, Subject>> {
  const own = await caseSubject(tx, caseId);
  const names = unique([...(own ? [own] : []), ...input.measures.map(({ subject }) => subject)]);
  const found = await Promise.all(names.map(({ kind, id }) => subjectById(tx, kind, id)));
  return new Map(found.flatMap((subject) => (subject ? [[`${subject.kind}:${subject.id}`, subject] as const] : [])));
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

/**
 * Reads everything that a decision is judged by.
 *
 * @param subjects locked before the case was, for an act; only read, for a preview.
 */
export async function loadGround(
  tx: Reader,
  found: CaseOfDecision,
  subjects: ReadonlyMap<string, Subject>,
  input: Pick<DecideCase, "measures">,
  policy: Policy,
  now: Date,
): Promise<Ground> {
  const kind = found.subjectKind as "group" | "account";
  const own = subjects.get(`${kind}:${found.subjectId}`);
  if (!own) throw new Refused(refuse("missing"));
  const held = await holdingOf(
    tx,
    [...subjects.values()].map(({ id }) => id),
  );
  const people = new Map<string, Exclude<Standing, "subject">>();
  if (kind === "group")
    for (const person of await managersOf(tx, own.id))
      if (person.role !== "member" && !people.has(person.id)) people.set(person.id, person.role);
  const evidence = await evidenceOf(tx, found.id);
  const reports = await attachedReports(tx, found.id, found.round);
  const reported = new Map<string, string[]>();
  for (const item of evidence)
    if (item.role === "reported") reported.set(item.reportId, [...(reported.get(item.reportId) ?? []), item.id]);
  const since = after(now, -policy.document.ladder.windowDays * day);
  const groupIds = [...new Set(reports.flatMap(({ groupId }) => (groupId ? [groupId] : [])))];
  return {
    case: {
      id: found.id,
      number: found.number,
      round: found.round,
      version: found.version,
      subject: { kind, id: found.subjectId },
    },
    policy,
    subjects: new Map([...subjects].map(([key, subject]) => [key, affectedOf(subject, held.get(key) ?? [])])),
    people,
    groups: await groupNames(tx, groupsNamed(input)),
    evidence: new Map(evidence.map(({ id, sha256 }) => [id, sha256])),
    reports: reports.map(({ id, externalId, origin }) => ({
      id,
      externalId,
      answered: /^(key|connection):/.test(origin),
      evidence: reported.get(id) ?? [],
    })),
    assessed: {
      subjectKind: kind,
      strikes: await strikesSince(tx, kind, own.id, since),
      reached: await reachedSince(tx, kind, own.id, since),
      role: kind === "account" ? await roleAmong(tx, own.id, groupIds) : null,
      grade: own.grade,
      credit: own.credit,
    },
    reporterMarks: await reporterMarks(tx, reports),
  };
}

/** Where notices send their readers. */
export const addresses = () => ({ rulesUrl: `${config().url}/rules` });
