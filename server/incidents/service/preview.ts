import type { Reader } from "../../../db/client";
import {
  actFaults,
  type BatchAct,
  type BatchTarget,
  judge,
  namingFaults,
  takeOne,
} from "../../enforcement/rules-batch";
import { batchTargets, leadingAmong } from "../../enforcement/service/batch";
import { addresses } from "../../enforcement/service/ground";
import { groupedBy } from "../../kernel/group-by";
import { newId } from "../../kernel/id";
import type { FieldFault } from "../../kernel/refusal";
import { currentNoticeSet } from "../../notices/service/current";
import type { Policy } from "../../policy/contract";
import type { Subject } from "../../registry/contract";
import { subjectsByIds } from "../../registry/service/collect";
import {
  type IncidentContent,
  type IncidentPreview,
  incidentNumber,
  type LeftOutCause,
  namedLimit,
  type PreviewSubject,
  sampleCount,
} from "../contract";
import type { Selected } from "./select";

/** So many subjects are judged at a time: what is read about them stays small. */
const chunkSize = 500;
/** From this grade on a group is large or public enough to be named; so are accounts that lead one. */
const highGrade = 3;

/** What an incident takes on each subject. Its number is known once it is a draft. */
export const actOf = (
  { measure, clause, facts, authority }: Pick<IncidentContent, "measure" | "clause" | "facts" | "authority">,
  number: number | null,
): BatchAct => ({
  clause,
  facts,
  measure,
  authority,
  deviationReason: number === null ? "应急处置 / Incident" : `应急处置 / Incident ${incidentNumber(number)}`,
});

const shown = ({ id, code, name, memberCount, grade, credit }: Subject): PreviewSubject => ({
  id,
  code,
  name,
  memberCount,
  grade,
  credit,
});

const counted = <Key extends string>(keys: readonly Key[]) =>
  [...groupedBy(keys, (key) => key)].map(([key, all]) => ({ key, count: all.length }));

/** Evenly over the list, so that the samples are not all of one sort. */
const spread = <Item>(items: readonly Item[], count: number): Item[] => {
  const step = Math.max(1, items.length / count);
  return Array.from({ length: Math.min(count, items.length) }, (_, at) => items[Math.floor(at * step)] as Item);
};

/** Stands in the samples' notice where the number of a case will be. */
const withoutNumber = (text: string) => text.replaceAll("C-000000", "C-……");

/**
 * What an incident would do now, by the very rule that does it. Nothing is saved.
 *
 * @param makers who proposes it and who looks: their own subjects are left out.
 */
export async function previewOf(
  tx: Reader,
  given: {
    readonly kind: "group" | "account";
    readonly collected: "query" | "list";
    readonly act: BatchAct;
    readonly selected: Selected;
    readonly makers: readonly string[];
    readonly policy: Policy;
  },
  now: Date,
): Promise<IncidentPreview> {
  const { kind, collected, act, selected, makers, policy } = given;
  const wrong = actFaults(policy, await currentNoticeSet(tx), kind, act, now);
  const going: { subject: Subject; target: BatchTarget }[] = [];
  const causes: LeftOutCause[] = [];
  const naming = new Map<string, FieldFault>();
  for (let at = 0; at < selected.ids.length; at += chunkSize) {
    const ids = selected.ids.slice(at, at + chunkSize);
    const subjects = new Map((await subjectsByIds(tx, kind, ids)).map((subject) => [subject.id, subject]));
    const targets = await batchTargets(tx, kind, [...subjects.values()], makers, policy, now);
    for (const id of ids) {
      const subject = subjects.get(id);
      const target = targets.get(id);
      if (!subject || !target) continue;
      const judged = judge(target, act, now);
      if (judged.ok || wrong.length > 0) going.push({ subject, target });
      else causes.push(judged.cause);
      for (const each of namingFaults(target.ground, act)) naming.set(each.pointer, each);
    }
  }
  // All of them are told the same: what would give away whoever reported one of them is told to none.
  const faults = [...wrong, ...naming.values()];
  const leading =
    kind === "account"
      ? await leadingAmong(
          tx,
          going.map(({ subject }) => subject.id),
          highGrade,
        )
      : new Set<string>();
  const high = going.filter(({ subject }) => (subject.grade ?? 0) >= highGrade || leading.has(subject.id));
  const samples = spread(going, sampleCount);
  return {
    kind,
    collected,
    total: selected.ids.length,
    repeated: selected.repeated,
    unknown: { count: selected.unknown.length, some: selected.unknown.slice(0, namedLimit) },
    going: going.length,
    joining: going.filter(({ target }) => target.open).length,
    leftOut: counted(causes)
      .map(({ key, count }) => ({ cause: key, count }))
      .sort((a, b) => b.count - a.count),
    byType: counted(going.map(({ subject }) => String(kind === "group" ? subject.grade : subject.credit)))
      .map(({ key, count }) => ({ type: key, count }))
      .sort((a, b) => (a.type < b.type ? -1 : 1)),
    highImpact: { count: high.length, some: high.slice(0, namedLimit).map(({ subject }) => shown(subject)) },
    samples: samples.map(({ subject }) => shown(subject)),
    notice: faults.length === 0 ? noticeOf(samples[0]?.target, act, now) : null,
    faults,
  };
}

function noticeOf(target: BatchTarget | undefined, act: BatchAct, now: Date): IncidentPreview["notice"] {
  if (!target) return null;
  const nobody = { incident: 0, proposedBy: "", approvedBy: "" };
  const taken = takeOne(target, act, nobody, addresses(), now, () => newId(now));
  const text = taken.ok ? taken.next.effected.notices[0]?.text : undefined;
  return text ? { zh: withoutNumber(text.zh), en: withoutNumber(text.en) } : null;
}
