import type { Json } from "./json";
import type { Refusal } from "./refusal";

/**
 * The coarse kinds of entries, as the header of a leaf shows them. Completeness of a filing is proved by kind,
 * so the list only grows.
 */
export const auditKinds = [
  "log",
  "policy",
  "staff",
  "access",
  "disclosure",
  "registry",
  "group",
  "account",
  "report",
  "case",
  "decision",
  "measure",
  "notice",
  "order",
  "appeal",
  "filing",
  "configuration",
  "period",
  "privacy",
  "incident",
  "referral",
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** One entry of the log, as a rule states it. The door adds who, when and the id. */
export type Entry = {
  readonly kind: AuditKind;
  /** A word of the domain with its kind before the dot, e.g. `measure.entered`. */
  readonly action: `${AuditKind}.${string}`;
  /** Whom or what it is about: a pseudonymous id. `version` orders the entries of one subject, from 1, gap-free; null where the subject has no versions. */
  readonly subject: { readonly kind: string; readonly id: string; readonly version: number | null };
  /** An allow-list of public fields. Never a name, a text that a person wrote, or a whole row. */
  readonly pub: Readonly<Record<string, Json>>;
  /** Values that the body only commits to; they are sealed and can be erased. `about` is the person or group whose key seals them. */
  readonly priv?: { readonly about: string; readonly values: Readonly<Record<string, string>> };
  /** For the filters of `/audit`: the case this belongs to. */
  readonly caseId?: string;
};

/** Something that happens after commit: a row in `outbox`, moved to the job runner by the relay. */
export type Effect = {
  readonly topic: string;
  /** What it is about, an id: the job reads the state itself. */
  readonly key: string;
  /** Not before this time. */
  readonly runAt?: Date;
};

export type Allowed<Next> = {
  readonly ok: true;
  readonly next: Next;
  readonly entry: Entry;
  /** Further entries of the same act, in order. */
  readonly more?: readonly Entry[];
  readonly effects: readonly Effect[];
};
export type Denied = { readonly ok: false; readonly refusal: Refusal };

/** What a rule answers: a refusal, or the next state with its audit entry and its effects. */
export type Verdict<Next> = Allowed<Next> | Denied;

/** A refusal as a verdict. */
export const denied = (refusal: Refusal): Denied => ({ ok: false, refusal });
