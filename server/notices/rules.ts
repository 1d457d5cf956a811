import { createHash } from "node:crypto";
import { may, type Permission } from "../access/matrix";
import { actorRef, type OperatorActor, type StaffActor } from "../kernel/actor";
import { canonicalBytes, type Json } from "../kernel/json";
import type { Refusal } from "../kernel/refusal";
import { type Denied, denied, type Entry, type Verdict } from "../kernel/verdict";
import { type NoticeSet, type NoticeTexts, refuse, type SetState } from "./contract";
import { namingFaults } from "./rules-reporter";
import { draftFaults } from "./rules-template";

/** The state table of a set of texts: act → from → to. What is not listed is refused by name. */
export const setTable = {
  save: { draft: "draft", returned: "draft" },
  propose: { draft: "proposed" },
  withdraw: { proposed: "draft" },
  return: { proposed: "returned" },
  publish: { proposed: "published" },
  discard: { draft: "discarded", returned: "discarded" },
  supersede: { published: "superseded" },
} as const satisfies Record<string, Partial<Record<SetState, SetState>>>;
export type SetAct = keyof typeof setTable;

export function setMove(from: SetState, act: SetAct): { readonly ok: true; readonly to: SetState } | Denied {
  const to = (setTable[act] as Partial<Record<SetState, SetState>>)[from];
  return to ? { ok: true, to } : denied(refuse("transition", { from, act }));
}

/** SHA-256 of what a version says, hex: of the RFC 8785 bytes of its label and its texts. */
export const setSha256 = (label: string, texts: NoticeTexts): string =>
  createHash("sha256")
    .update(canonicalBytes({ label, texts } as unknown as Json))
    .digest("hex");

/** A set that is worked on, or was published. References of people are as the log writes them: `staff:<id>`. */
export type Draft = {
  readonly id: string;
  readonly state: SetState;
  /** From publishing on: 1, 2, 3 … */
  readonly number: number | null;
  readonly label: string;
  readonly texts: NoticeTexts;
  readonly sha256: string;
  /** Number of the version that it began as; null for the first. */
  readonly basedOn: number | null;
  /** Everybody who began, saved or proposed it, each once. */
  readonly drafters: readonly string[];
  readonly version: number;
};

/** What else stands when a set moves. */
export type Standing = {
  /** The version in force; null before the first. */
  readonly inForce: (NoticeSet & { readonly id: string; readonly version: number }) | null;
  /** Labels of published versions. */
  readonly labels: readonly string[];
};

const entryOf = (draft: Draft, act: string, more: Entry["pub"] = {}): Entry => ({
  kind: "configuration",
  action: `configuration.notices_${act}`,
  subject: { kind: "notice_set", id: draft.id, version: draft.version },
  pub: { label: draft.label, sha256: draft.sha256, basedOn: draft.basedOn, ...more },
});
const moved = (next: Draft, entry: Entry, more: readonly Entry[] = []): Verdict<Draft> => ({
  ok: true,
  next,
  entry,
  more,
  effects: [],
});
const withHand = ({ drafters }: Draft, by: StaffActor) => [...new Set([...drafters, actorRef(by)])];

const faulty = (draft: Pick<Draft, "label" | "texts">, { labels }: Standing): Refusal | null => {
  const faults = draftFaults(draft, labels);
  return faults.length > 0 ? refuse("faulty", { count: faults.length }, faults.slice(0, 100)) : null;
};

function mayMove(draft: Draft, act: SetAct, by: StaffActor, permission: Permission, version: number): Refusal | null {
  if (!may(by.roles, permission)) return refuse("not_allowed");
  const move = setMove(draft.state, act);
  if (!move.ok) return move.refusal;
  return draft.version === version ? null : refuse("stale");
}

/** The next name in the row: `2026.1` → `2026.2`. The drafter may choose another. */
export const nextLabel = (label: string): string =>
  label.replace(/\d+$/, (digits) => String(Number(digits) + 1)).slice(0, 20);

/** Begins a draft with the texts in force. Refuses: not_allowed, open, missing (no version in force). */
export function begin(
  by: StaffActor,
  { inForce }: Standing,
  { id, isOpen }: { readonly id: string; readonly isOpen: boolean },
): Verdict<Draft> {
  if (!may(by.roles, "notices.draft")) return denied(refuse("not_allowed"));
  if (isOpen) return denied(refuse("open"));
  if (!inForce) return denied(refuse("missing"));
  const label = nextLabel(inForce.label);
  const draft: Draft = {
    id,
    state: "draft",
    number: null,
    label,
    texts: inForce.texts,
    sha256: setSha256(label, inForce.texts),
    basedOn: inForce.number,
    drafters: [actorRef(by)],
    version: 1,
  };
  return moved(draft, entryOf(draft, "begun"));
}

/** Saves what a draft says; a returned one becomes a draft again. Refuses: not_allowed, transition, stale, faulty (each text, language and placeholder). */
export function save(
  draft: Draft,
  by: StaffActor,
  input: { readonly version: number; readonly label: string; readonly texts: NoticeTexts },
  standing: Standing,
): Verdict<Draft> {
  const { label, texts } = input;
  const refusal = mayMove(draft, "save", by, "notices.draft", input.version) ?? faulty(input, standing);
  if (refusal) return denied(refusal);
  const next: Draft = {
    ...draft,
    state: "draft",
    label,
    texts,
    sha256: setSha256(label, texts),
    drafters: withHand(draft, by),
    version: draft.version + 1,
  };
  return moved(next, entryOf(next, "saved"));
}

const same = (a: NoticeTexts, b: NoticeTexts) => setSha256("", a) === setSha256("", b);

/** Hands a draft to a second person. Refuses: not_allowed, transition, stale, faulty, unchanged. */
export function propose(draft: Draft, by: StaffActor, version: number, standing: Standing): Verdict<Draft> {
  const refusal = mayMove(draft, "propose", by, "notices.draft", version) ?? faulty(draft, standing);
  if (refusal) return denied(refusal);
  const { inForce } = standing;
  if (inForce && same(inForce.texts, draft.texts)) return denied(refuse("unchanged", { number: inForce.number }));
  const next: Draft = { ...draft, state: "proposed", drafters: withHand(draft, by), version: draft.version + 1 };
  return moved(next, entryOf(next, "proposed"));
}

/** Takes a proposal back to go on with it: any who may draft. Refuses: not_allowed, transition, stale. */
export function withdraw(draft: Draft, by: StaffActor, version: number): Verdict<Draft> {
  const refusal = mayMove(draft, "withdraw", by, "notices.draft", version);
  if (refusal) return denied(refusal);
  const next: Draft = { ...draft, state: "draft", version: draft.version + 1 };
  return moved(next, entryOf(next, "withdrawn"));
}

/** Gives a draft up for good. Refuses: not_allowed, transition, stale. */
export function discard(draft: Draft, by: StaffActor, version: number): Verdict<Draft> {
  const refusal = mayMove(draft, "discard", by, "notices.draft", version);
  if (refusal) return denied(refusal);
  const next: Draft = { ...draft, state: "discarded", version: draft.version + 1 };
  return moved(next, entryOf(next, "discarded"));
}

/** Null: this person may publish or return this draft. The same rule greys the buttons. Refuses: not_allowed, own_draft. */
export function maySettle({ drafters }: Pick<Draft, "drafters">, by: Pick<StaffActor, "id" | "roles">): Refusal | null {
  if (!may(by.roles, "notices.publish")) return refuse("not_allowed");
  return drafters.includes(`staff:${by.id}`) ? refuse("own_draft") : null;
}

/** The second person sends a proposal back. Refuses: not_allowed, transition, stale, own_draft. */
export function sendBack(draft: Draft, by: StaffActor, version: number, reason: string): Verdict<Draft> {
  const refusal = mayMove(draft, "return", by, "notices.publish", version) ?? maySettle(draft, by);
  if (refusal) return denied(refusal);
  const next: Draft = { ...draft, state: "returned", version: draft.version + 1 };
  const entry = entryOf(next, "returned");
  return moved(next, { ...entry, priv: { about: actorRef(by), values: { reason } } });
}

/**
 * The second person publishes: in force at once, and the version before it is superseded in the same act.
 *
 * @param marks what would give reporters away. Only here, because whoever drafts may not find out who reported.
 * Refuses: not_allowed, transition, stale, own_draft, faulty, names_reporter.
 */
export function publish(
  draft: Draft,
  by: StaffActor,
  version: number,
  standing: Standing,
  marks: readonly string[],
): Verdict<Draft> {
  const refusal =
    mayMove(draft, "publish", by, "notices.publish", version) ?? maySettle(draft, by) ?? faulty(draft, standing);
  if (refusal) return denied(refusal);
  const naming = namingFaults(draft.texts, standing.inForce?.texts ?? null, marks);
  if (naming.length > 0) return denied(refuse("names_reporter", {}, naming));
  const { inForce } = standing;
  const number = (inForce?.number ?? 0) + 1;
  const next: Draft = { ...draft, state: "published", number, version: draft.version + 1 };
  const entry = entryOf(next, "published", { number, draftedBy: draft.drafters, atFirstStart: false });
  if (!inForce) return moved(next, entry);
  const superseded: Entry = {
    kind: "configuration",
    action: "configuration.notices_superseded",
    subject: { kind: "notice_set", id: inForce.id, version: inForce.version + 1 },
    pub: { number: inForce.number, by: number },
  };
  return moved(next, entry, [superseded]);
}

/** The texts that come with Docket, published by the operator at the first start. Refuses: not_first, faulty. */
export function publishBuiltIn(
  id: string,
  { label, texts }: { readonly label: string; readonly texts: NoticeTexts },
  by: OperatorActor,
  standing: Standing,
): Verdict<Draft> {
  if (standing.inForce) return denied(refuse("not_first"));
  const refusal = faulty({ label, texts }, standing);
  if (refusal) return denied(refusal);
  const sha256 = setSha256(label, texts);
  const drafters = [actorRef(by)];
  const next: Draft = { id, state: "published", number: 1, label, texts, sha256, basedOn: null, drafters, version: 1 };
  return moved(next, entryOf(next, "published", { number: 1, draftedBy: drafters, atFirstStart: true }));
}
