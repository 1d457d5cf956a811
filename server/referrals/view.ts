import type { Refusal } from "../kernel/refusal";
import type { HandoverWay, ReferralPart, ReferralState } from "./contract";
import { lacks, mayDo, type Officer, type Referral, type ReferralVerb, referralTable, type Terms } from "./rules";
import type { ReferralRow } from "./store";
import type { EvidenceRow, ReportRow } from "./store-case";

type Step = { readonly by: string; readonly isMe: boolean; readonly at: Date } | null;
/** Null: allowed. Otherwise why not, from the rule that would refuse the act. */
export type Allowance = Pick<Refusal, "code" | "sentence"> | null;

export type ReferralView = {
  readonly number: string;
  readonly state: ReferralState;
  readonly version: number;
  readonly danger: boolean;
  readonly case: { readonly id: string; readonly number: number };
  readonly subject: {
    readonly kind: "group" | "account";
    readonly id: string;
    readonly name: string;
    readonly code: string;
  };
  readonly office: string;
  /** Null once the data of somebody in it were erased. */
  readonly terms: Terms | null;
  readonly parts: readonly ReferralPart[];
  /** Material of this case goes by hash and reference only. */
  readonly hashOnly: boolean;
  /** All of the case's, in the order of their arrival; those that go along are marked. Nothing of what they say. */
  readonly evidence: readonly {
    readonly id: string;
    readonly kind: string;
    readonly role: string;
    readonly sha256: string;
    readonly at: Date;
    readonly isChosen: boolean;
  }[];
  readonly reports: number;
  /** How many of them name a reporter. */
  readonly named: number;
  /** Names of fields that a proposal still needs. */
  readonly lacks: readonly string[];
  readonly remark: string | null;
  readonly drafted: NonNullable<Step>;
  readonly proposed: Step;
  readonly sealed: Step;
  readonly handedOver: (NonNullable<Step> & { readonly way: HandoverWay | null; readonly to: string | null }) | null;
  readonly receipt: {
    readonly day: Date;
    readonly number: string | null;
    readonly from: string | null;
    readonly by: string;
  } | null;
  readonly package: { readonly sha256: string; readonly bytes: number } | null;
  readonly allowed: Readonly<Record<ReferralVerb, Allowance>>;
};

export type Shown = {
  readonly officer: Officer;
  readonly typed: {
    readonly terms: Terms | null;
    readonly remark: string | null;
    readonly handover: { readonly way: HandoverWay; readonly to: string } | null;
    readonly receipt: { readonly number: string; readonly by: string } | null;
  };
  readonly evidence: readonly EvidenceRow[];
  readonly reports: readonly ReportRow[];
  readonly hashOnly: boolean;
  readonly names: ReadonlyMap<string, string>;
  readonly subject: { readonly name: string; readonly code: string };
};

const verbs = Object.keys(referralTable) as ReferralVerb[];

/** A referral as this person may see it: an allow-list, with what she may do. */
export function viewOf(row: ReferralRow, found: Referral, shown: Shown): ReferralView {
  const { officer, typed, names } = shown;
  const step = (by: string | null, at: Date | null): Step =>
    by && at ? { by: names.get(by) ?? "", isMe: by === officer.id, at } : null;
  const allowance = (verb: ReferralVerb): Allowance => {
    const refusal = mayDo(found, officer, verb);
    return refusal && { code: refusal.code, sentence: refusal.sentence };
  };
  const handed = step(row.handedOverBy, row.handedOverAt);
  const isOpen = row.state === "draft" || row.state === "returned";
  return {
    number: row.number,
    state: found.state,
    version: row.version,
    danger: row.danger,
    case: found.case,
    subject: { ...found.subject, ...shown.subject },
    office: row.office,
    terms: typed.terms,
    parts: found.parts,
    hashOnly: shown.hashOnly,
    evidence: shown.evidence.map(({ id, kind, role, sha256, sentAt, receivedAt }) => ({
      id,
      kind,
      role,
      sha256,
      at: sentAt ?? receivedAt,
      isChosen: row.evidence.includes(id),
    })),
    reports: shown.reports.length,
    named: shown.reports.filter(({ reporter }) => reporter !== null && reporter.length > 0).length,
    lacks: isOpen && typed.terms ? lacks(found, typed.terms).map(({ pointer }) => pointer.slice(1)) : [],
    remark: typed.remark,
    drafted: step(row.draftedBy, row.draftedAt) as NonNullable<Step>,
    proposed: step(row.proposedBy, row.proposedAt),
    sealed: step(row.sealedBy, row.sealedAt),
    handedOver: handed && { ...handed, way: typed.handover?.way ?? null, to: typed.handover?.to ?? null },
    receipt: row.receivedAt && {
      day: row.receivedAt,
      number: typed.receipt?.number ?? null,
      from: typed.receipt?.by ?? null,
      by: names.get(row.acknowledgedBy ?? "") ?? "",
    },
    package: row.packageSha256 ? { sha256: row.packageSha256, bytes: row.packageBytes ?? 0 } : null,
    allowed: Object.fromEntries(verbs.map((verb) => [verb, allowance(verb)])) as Record<ReferralVerb, Allowance>,
  };
}
