import type { Json } from "../kernel/json";
import { bodyCommitment } from "./body";
import { readEnvelope } from "./leaf";
import { entryState } from "./rules";
import type { EntryRow, entryById, Names } from "./store-list";
import { leafHash } from "./tree";

/** Entries name whom they are about by ids; what people call them stands beside. */
const subjectView = ({ subjectKind, subjectId }: Pick<EntryRow, "subjectKind" | "subjectId">, names: Names) => ({
  kind: subjectKind,
  id: subjectId,
  ref: `${subjectKind}:${subjectId}`,
  code: names.codes.get(subjectId) ?? null,
  name: names.named.get(subjectId) ?? null,
});

const actorView = (ref: string, names: Names) => {
  const split = ref.indexOf(":");
  const kind = ref.slice(0, split);
  const id = ref.slice(split + 1);
  return { ref, kind, id, name: names.named.get(id) ?? null };
};

const caseNumberOf = (row: Pick<EntryRow, "caseId" | "subjectKind" | "subjectId">, names: Names) =>
  names.cases.get(row.caseId ?? (row.subjectKind === "case" ? row.subjectId : "")) ?? null;

/** An entry in the list. `index` is null while it waits for its leaf; `signedSize`: leaves under the last checkpoint. */
export const entrySummary = (row: EntryRow, names: Names, signedSize: number) => ({
  id: row.id,
  kind: row.kind,
  action: row.action,
  subject: subjectView(row, names),
  actor: actorView(row.actorRef, names),
  caseNumber: caseNumberOf(row, names),
  occurredAt: row.occurredAt,
  index: row.index,
  state: entryState(row.index, signedSize),
  pub: row.pub,
});

type Found = NonNullable<Awaited<ReturnType<typeof entryById>>>;
type Commitment = { readonly name: string; readonly commitment: string };

/** One entry with its body, its leaf and whether the two fit, computed now. */
export function entryView({ event, leaf }: Found, kept: readonly string[], names: Names, signedSize: number) {
  const body = JSON.parse(event.body.toString("utf8")) as { readonly [name: string]: Json };
  const header = leaf && readEnvelope(leaf.envelope);
  const commitments = (body.priv ?? []) as unknown as readonly Commitment[];
  return {
    id: event.id,
    action: event.action,
    kind: event.kind,
    state: entryState(leaf?.index ?? null, signedSize),
    subject: subjectView(event, names),
    actor: actorView(event.actorRef, names),
    caseNumber: caseNumberOf(event, names),
    occurredAt: event.occurredAt,
    appendedAt: event.appendedAt,
    body: JSON.stringify(body, null, 2),
    /** `isKept`: salt and value are still there; otherwise they were erased, and the commitment is all that is left. */
    commitments: commitments.map((field) => ({ ...field, isKept: kept.includes(field.name) })),
    leaf: leaf && {
      index: leaf.index,
      sequencedAt: leaf.sequencedAt,
      hash: leaf.leafHash.toString("hex"),
      header: header && JSON.stringify(header, null, 2),
      fits:
        header !== null &&
        header.c === bodyCommitment(event.salt, event.body) &&
        leaf.leafHash.equals(leafHash(leaf.envelope)),
    },
  };
}
