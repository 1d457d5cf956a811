import { fromIsoDay, instant, isoDay } from "../kernel/calendar";
import type { FieldFault, Refusal, Sentence } from "../kernel/refusal";
import { type Denied, denied, type Entry, type Verdict } from "../kernel/verdict";
import { looksLikeDocumentNumber } from "../registry/rules";
import type { AcknowledgeReferral, HandOver, SaveReferral } from "./contract";
import { firstParts, type ReferralPart, type ReferralState, refuse } from "./contract";

/**
 * The state table of a referral: act → from → to. What is not listed is refused by name. What was sealed and not handed
 * over may still be given up: its package stays as it is, and goes nowhere.
 */
export const referralTable = {
  save: { draft: "draft", returned: "draft" },
  propose: { draft: "proposed" },
  return: { proposed: "returned" },
  seal: { proposed: "sealed" },
  hand_over: { sealed: "handed_over" },
  acknowledge: { handed_over: "acknowledged" },
  abandon: { draft: "abandoned", returned: "abandoned", proposed: "abandoned", sealed: "abandoned" },
} as const satisfies Record<string, Partial<Record<ReferralState, ReferralState>>>;
export type ReferralVerb = keyof typeof referralTable;

export function referralMove(
  from: ReferralState,
  act: ReferralVerb,
): { readonly ok: true; readonly to: ReferralState } | Denied {
  const to = (referralTable[act] as Partial<Record<ReferralState, ReferralState>>)[from];
  return to ? { ok: true, to } : denied(refuse("transition", { from, act }));
}

/** What a person typed for a referral. */
export type Terms = Pick<SaveReferral, "contact" | "basis" | "reason" | "reporterReason">;

/** A referral as its rules see it. */
export type Referral = {
  readonly id: string;
  readonly number: string;
  readonly state: ReferralState;
  readonly case: { readonly id: string; readonly number: number };
  readonly subject: { readonly kind: "group" | "account"; readonly id: string };
  readonly danger: boolean;
  readonly office: string;
  readonly parts: readonly ReferralPart[];
  readonly evidence: readonly string[];
  readonly draftedBy: string;
  readonly proposedBy: string | null;
  readonly sealedAt: Date | null;
  readonly handedOverAt: Date | null;
  readonly version: number;
};

/** Who acts, and whether the case is about her own account or group. */
export type Officer = { readonly id: string; readonly isOwn: boolean };

type Next = Pick<Referral, "state" | "version">;

const entryOf = (
  found: Pick<Referral, "id" | "number" | "case" | "subject">,
  action: `referral.${string}`,
  version: number,
  pub: Entry["pub"] = {},
  words: Readonly<Record<string, string>> = {},
): Entry => ({
  kind: "referral",
  action,
  subject: { kind: "referral", id: found.id, version },
  pub: { number: found.number, case: found.case.number, ...pub },
  ...(Object.keys(words).length > 0
    ? { priv: { about: `${found.subject.kind}:${found.subject.id}`, values: words } }
    : {}),
  caseId: found.case.id,
});

/** What every act asks first. Refuses: own_subject, transition, stale. */
function stepOf(
  found: Referral,
  by: Officer,
  act: ReferralVerb,
  seen: number,
): { readonly ok: true; readonly next: Next } | Denied {
  if (by.isOwn) return denied(refuse("own_subject"));
  const move = referralMove(found.state, act);
  if (!move.ok) return move;
  if (found.version !== seen) return denied(refuse("stale"));
  return { ok: true, next: { state: move.to, version: found.version + 1 } };
}

/** May this person do this now? Null: yes. For the interface, which greys what would be refused. */
export function mayDo(found: Referral, by: Officer, act: ReferralVerb): Refusal | null {
  const step = stepOf(found, by, act, found.version);
  if (!step.ok) return step.refusal;
  return act === "seal" && [found.draftedBy, found.proposedBy].includes(by.id) ? refuse("same_person") : null;
}

/** A new draft about a case in whatever state: a danger to life waits for no decision. Refuses: own_subject. */
export function start(
  found: Pick<Referral, "id" | "number" | "case" | "subject" | "danger">,
  by: Officer,
): Verdict<Next & { readonly parts: readonly ReferralPart[] }> {
  if (by.isOwn) return denied(refuse("own_subject"));
  return {
    ok: true,
    next: { state: "draft", version: 1, parts: firstParts },
    entry: entryOf(found, "referral.drafted", 1, { danger: found.danger }),
    effects: [],
  };
}

const needed: Sentence = { zh: "须填写", en: "needed" };
const fault = (pointer: string, reason: Sentence = needed): FieldFault => ({ pointer, reason });

/** What a proposal lacks, by field. */
export function lacks(found: Pick<Referral, "office" | "parts" | "evidence">, terms: Terms): FieldFault[] {
  return [
    ...(["contact", "basis", "reason"] as const).flatMap((name) => (terms[name] ? [] : [fault(`/${name}`)])),
    ...(found.office ? [] : [fault("/office")]),
    ...(found.parts.length > 0 || found.evidence.length > 0
      ? []
      : [fault("/parts", { zh: "请至少选择一项材料", en: "choose something that goes along" })]),
    ...(found.parts.includes("reporters") && !terms.reporterReason ? [fault("/reporterReason")] : []),
  ];
}

/** Characters that in a row count as a quotation. */
const quotedLength = 10;
const plain = (text: string) => text.normalize("NFKC").toLowerCase().replaceAll(/\s+/g, "");

/** Does a text repeat ten characters in a row of one of these, or a shorter one whole? */
export function quotes(text: string, sources: readonly string[]): boolean {
  const told = plain(text);
  return sources.some((source) => {
    const whole = plain(source);
    if (whole.length < 4) return false;
    if (whole.length <= quotedLength) return told.includes(whole);
    for (let at = 0; at + quotedLength <= whole.length; at++)
      if (told.includes(whole.slice(at, at + quotedLength))) return true;
    return false;
  });
}

/**
 * What the words of a referral may not hold: numbers of identity documents, and, where material goes by hash only, what
 * that material says. Refuses: document_number, quotes_hashed.
 */
export function wordsFault(office: string, terms: Terms, hashed: readonly string[]): Refusal | null {
  const told = { office, ...terms };
  const names = ["office", "contact", "basis", "reason", "reporterReason"] as const;
  const numbered = names.filter((name) => name !== "basis" && looksLikeDocumentNumber(told[name]));
  if (numbered.length > 0)
    return refuse(
      "document_number",
      {},
      numbered.map((name) =>
        fault(`/${name}`, { zh: "疑似证件号码", en: "looks like the number of an identity document" }),
      ),
    );
  const quoting = names.filter((name) => quotes(told[name], hashed));
  if (quoting.length === 0) return null;
  const reason = { zh: "引述了只能以哈希值移送的内容", en: "quotes material that goes by hash only" };
  return refuse(
    "quotes_hashed",
    {},
    quoting.map((name) => fault(`/${name}`, reason)),
  );
}

/**
 * Writes a draft, also one that was returned.
 * Refuses: own_subject, transition, stale, foreign_evidence, document_number, quotes_hashed.
 *
 * @param known ids of the case's evidence. @param hashed texts that may not be quoted.
 */
export function save(
  found: Referral,
  by: Officer,
  input: SaveReferral,
  known: ReadonlySet<string>,
  hashed: readonly string[],
): Verdict<Next> {
  const step = stepOf(found, by, "save", input.version);
  if (!step.ok) return step;
  if (input.evidence.some((id) => !known.has(id))) return denied(refuse("foreign_evidence", {}, [fault("/evidence")]));
  const refusal = wordsFault(input.office, input, hashed);
  if (refusal) return denied(refusal);
  const pub = { danger: input.danger, parts: [...input.parts].sort(), evidence: input.evidence.length };
  const entry = entryOf(found, "referral.saved", step.next.version, pub);
  return { ok: true, next: step.next, entry, effects: [] };
}

/** Gives a draft to the second person. Refuses: own_subject, transition, stale, incomplete (which fields). */
export function propose(found: Referral, by: Officer, seen: number, terms: Terms): Verdict<Next> {
  const step = stepOf(found, by, "propose", seen);
  if (!step.ok) return step;
  const faults = lacks(found, terms);
  if (faults.length > 0) return denied(refuse("incomplete", {}, faults));
  const { contact, basis, reason, reporterReason } = terms;
  const words = { office: found.office, contact, basis, reason, ...(reporterReason ? { reporterReason } : {}) };
  const pub = { danger: found.danger, parts: [...found.parts].sort(), evidence: found.evidence.length };
  return {
    ok: true,
    next: step.next,
    entry: entryOf(found, "referral.proposed", step.next.version, pub, words),
    effects: [],
  };
}

/** The second person sends a proposal back, or anybody gives one up. Refuses: own_subject, transition, stale. */
export function turnBack(
  found: Referral,
  by: Officer,
  act: "return" | "abandon",
  input: { readonly version: number; readonly reason: string },
): Verdict<Next> {
  const step = stepOf(found, by, act, input.version);
  if (!step.ok) return step;
  const action = act === "return" ? "referral.returned" : "referral.abandoned";
  const entry = entryOf(found, action, step.next.version, {}, { reason: input.reason });
  return { ok: true, next: step.next, entry, effects: [] };
}

/** A package that was made, by its hashes. */
export type Made = {
  readonly contentSha256: string;
  readonly packageSha256: string;
  readonly bytes: number;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
};

/** May this person seal what she saw? Refuses: own_subject, transition, stale, same_person, changed. */
export function maySeal(found: Referral, by: Officer, seen: number, looked: string, content: string): Refusal | null {
  const step = stepOf(found, by, "seal", seen);
  if (!step.ok) return step.refusal;
  const refusal = mayDo(found, by, "seal");
  if (refusal) return refusal;
  return looked === content ? null : refuse("changed");
}

/** The second person's yes: seals the package for good. Refuses as `maySeal`. */
export function seal(found: Referral, by: Officer, seen: number, looked: string, made: Made): Verdict<Next> {
  const refusal = maySeal(found, by, seen, looked, made.contentSha256);
  if (refusal) return denied(refusal);
  const next: Next = { state: "sealed", version: found.version + 1 };
  const pub = {
    package: made.packageSha256,
    bytes: made.bytes,
    content: made.contentSha256,
    files: made.files.map(({ name, sha256 }) => ({ name, sha256 })),
    parts: [...found.parts].sort(),
    evidence: found.evidence.length,
    proposedBy: `staff:${found.proposedBy}`,
  };
  return { ok: true, next, entry: entryOf(found, "referral.sealed", next.version, pub), effects: [] };
}

/** Records how and when it was handed over. Refuses: own_subject, transition, stale, not_yet, before_seal, document_number. */
export function handOver(found: Referral, by: Officer, input: HandOver, now: Date): Verdict<Next & { at: Date }> {
  const step = stepOf(found, by, "hand_over", input.version);
  if (!step.ok) return step;
  const at = new Date(input.at);
  if (!(at <= now)) return denied(refuse("not_yet", {}, [fault("/at", refuse("not_yet").sentence)]));
  // A form states minutes: the one in which it was sealed counts.
  const sealedMinute = found.sealedAt ? Math.floor(found.sealedAt.getTime() / 60_000) * 60_000 : 0;
  if (at.getTime() < sealedMinute)
    return denied(refuse("before_seal", {}, [fault("/at", refuse("before_seal").sentence)]));
  if (looksLikeDocumentNumber(input.to)) return denied(refuse("document_number", {}, [fault("/to")]));
  const pub = { way: input.way, at: instant(at) };
  const entry = entryOf(found, "referral.handed_over", step.next.version, pub, { to: input.to });
  return { ok: true, next: { ...step.next, at }, entry, effects: [] };
}

/** Records the office's receipt. Refuses: own_subject, transition, stale, not_yet, before_handover, document_number. */
export function acknowledge(
  found: Referral,
  by: Officer,
  input: AcknowledgeReferral,
  now: Date,
): Verdict<Next & { at: Date }> {
  const step = stepOf(found, by, "acknowledge", input.version);
  if (!step.ok) return step;
  const at = fromIsoDay(input.day);
  if (!(at <= now)) return denied(refuse("not_yet", {}, [fault("/day", refuse("not_yet").sentence)]));
  if (found.handedOverAt && input.day < isoDay(found.handedOverAt))
    return denied(refuse("before_handover", {}, [fault("/day", refuse("before_handover").sentence)]));
  if (looksLikeDocumentNumber(input.by)) return denied(refuse("document_number", {}, [fault("/by")]));
  const words = { receipt: input.receipt, by: input.by };
  const entry = entryOf(found, "referral.acknowledged", step.next.version, { day: input.day }, words);
  return { ok: true, next: { ...step.next, at }, entry, effects: [] };
}
