import { createHash } from "node:crypto";
import type { Tx } from "../../../db/client";
import type { StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import { read } from "../../read";
import { transact } from "../../transact";
import {
  type IncidentContent,
  type IncidentPreview,
  type IncidentTexts,
  type ReviseIncident,
  refuse,
  type Selection,
} from "../contract";
import { draft as draftRule, type Incident, revise as reviseRule, type Said } from "../rules";
import {
  type IncidentRecord,
  incidentBy,
  insertIncident,
  lockIncident,
  replaceRows,
  saveIncident,
  subjectIdsOf,
} from "../store";
import { actOf, previewOf } from "./preview";
import { type Selected, select } from "./select";
import { sealTexts, textsOf } from "./texts";

/** The row as the rules see it. */
export const ruled = (row: IncidentRecord): Incident => row;

/** The hash of whom it is about: what is approved is this list. */
const listHash = (ids: readonly string[]) =>
  createHash("sha256")
    .update([...ids].sort().join("\n"))
    .digest("hex");

const saidOf = (content: StoredContent, policy: number, ids: readonly string[]): Said => ({
  subjectKind: content.kind,
  measure: content.measure.key,
  days: content.measure.days,
  clause: content.clause,
  policy,
  subjects: ids.length,
  sha256: listHash(ids),
});

/** What a draft says of its measure, with the kind of its subjects. */
export type StoredContent = Pick<IncidentContent, "measure" | "clause" | "facts" | "title" | "authority"> & {
  readonly kind: "group" | "account";
};

const itemsOf = ({ parameters: { items } }: IncidentContent["measure"]) =>
  Array.isArray(items) ? items.filter((item): item is string => typeof item === "string") : [];

const columnsOf = ({ kind, measure, clause }: StoredContent) => {
  const { items: _, ...parameters } = measure.parameters;
  return { subjectKind: kind, measureKey: measure.key, parameters, days: measure.days, clause };
};

/** What a stored incident says, as it was stated. */
export const contentOf = (row: IncidentRecord, texts: IncidentTexts): StoredContent => ({
  kind: row.subjectKind,
  title: texts.title,
  facts: texts.facts,
  authority: texts.authority,
  clause: row.clause,
  measure: {
    key: row.measureKey as IncidentContent["measure"]["key"],
    parameters: {
      ...(row.parameters as Record<string, unknown>),
      ...(texts.items.length > 0 ? { items: texts.items } : {}),
    },
    days: row.days,
  },
});

const textsWith = (content: IncidentContent, selection: Selection, unknown: readonly string[]): IncidentTexts => ({
  title: content.title,
  facts: content.facts,
  items: itemsOf(content.measure),
  authority: content.authority,
  filter: selection.by === "query" ? selection.filter : null,
  unknown,
});

/**
 * What this would do, before it is saved. `null` for the selection keeps that of the draft. Refuses: too_many, too_short.
 */
export async function previewContent(
  by: StaffActor,
  content: Omit<IncidentContent, "selection"> & { readonly selection: Selection },
  now: Date,
): Promise<IncidentPreview> {
  const policy = await currentPolicy();
  const { selection } = content;
  return read(async (tx) => {
    const selected = await select(tx, selection);
    const act = actOf(content, null);
    return previewOf(
      tx,
      { kind: selection.kind, collected: selection.by, act, selected, makers: [by.id], policy },
      now,
    );
  });
}

/** Writes an incident down. Refuses: too_many, too_short. */
export async function draftIncident(
  by: StaffActor,
  content: IncidentContent,
  now: Date,
): Promise<{ readonly id: string; readonly number: number }> {
  const policy = await currentPolicy();
  const { selection } = content;
  const selected = await read((tx) => select(tx, selection));
  const id = newId(now);
  return transact(by, now, async (tx, settle) => {
    const stored = { ...content, kind: selection.kind };
    const { next, eventId } = settle(draftRule(id, saidOf(stored, policy.number, selected.ids)));
    const number = await insertIncident(tx, {
      id,
      state: "draft",
      ...columnsOf(stored),
      collected: selection.by,
      policyNumber: policy.number,
      texts: await sealTexts(tx, id, textsWith(content, selection, selected.unknown), now),
      total: selected.ids.length,
      createdBy: by.id,
      createdAt: now,
      version: next.version,
      eventId,
    });
    await replaceRows(tx, id, selected.ids);
    return { id, number };
  });
}

async function kept(tx: Tx, id: string, before: IncidentTexts): Promise<Selected> {
  return { ids: await subjectIdsOf(tx, id), repeated: 0, unknown: before.unknown };
}

/** Its author changes a draft. Refuses: missing, transition, stale, not_author, too_many, too_short. */
export async function reviseIncident(by: StaffActor, input: ReviseIncident, now: Date): Promise<void> {
  const policy = await currentPolicy();
  const { incidentId, version, selection, ...content } = input;
  const anew = selection && (await read((tx) => select(tx, selection)));
  await transact(by, now, async (tx, settle) => {
    const row = await lockIncident(tx, incidentId);
    if (!row) throw new Refused(refuse("missing"));
    const before = (await textsOf(tx, [row])).get(row.id) as IncidentTexts;
    const selected = anew ?? (await kept(tx, row.id, before));
    const stored = { ...content, kind: selection?.kind ?? row.subjectKind };
    const { next } = settle(reviseRule(ruled(row), by, version, saidOf(stored, policy.number, selected.ids)));
    const texts: IncidentTexts = {
      title: content.title,
      facts: content.facts,
      items: itemsOf(content.measure),
      authority: content.authority,
      filter: selection ? (selection.by === "query" ? selection.filter : null) : before.filter,
      unknown: selected.unknown,
    };
    await saveIncident(tx, row.id, {
      ...next,
      ...columnsOf(stored),
      collected: selection?.by ?? row.collected,
      policyNumber: policy.number,
      texts: await sealTexts(tx, row.id, texts, now),
      total: selected.ids.length,
    });
    if (anew) await replaceRows(tx, row.id, anew.ids);
  });
}

/** An incident with what it says and whom it is about. Refuses: missing. */
export async function openIncident(tx: Parameters<typeof incidentBy>[0], name: Parameters<typeof incidentBy>[1]) {
  const row = await incidentBy(tx, name);
  if (!row) throw new Refused(refuse("missing"));
  const [texts, ids] = await Promise.all([textsOf(tx, [row]), subjectIdsOf(tx, row.id)]);
  const opened = texts.get(row.id) as IncidentTexts;
  return { row, texts: opened, content: contentOf(row, opened), ids };
}

export type OpenedIncident = Awaited<ReturnType<typeof openIncident>>;

export const saidBy = ({ row, content, ids }: OpenedIncident): Said => saidOf(content, row.policyNumber, ids);
