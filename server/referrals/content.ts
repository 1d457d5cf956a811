import { instant } from "../kernel/calendar";
import type { Json } from "../kernel/json";
import type { ReferralPart } from "./contract";
import type { Referral, Terms } from "./rules";

/** An entry with what opens its leaf; `index` and `envelope` are null where no signed checkpoint holds it yet. */
export type OpenedLeaf = {
  readonly id: string;
  readonly action: string;
  readonly index: string | null;
  readonly envelope: string | null;
  readonly body: string;
  readonly salt: string;
};

type Time = string | null;

export type PackedEvidence = {
  readonly id: string;
  readonly kind: string;
  readonly role: string;
  readonly sha256: string;
  /** The platform's references, by which an office asks for the material itself. */
  readonly message: string | null;
  readonly author: string | null;
  readonly sentAt: Time;
  readonly receivedAt: string;
  /** Material that goes by hash and reference only: nothing below is there then. */
  readonly hashOnly: boolean;
  readonly text: string | null;
  readonly url: string | null;
  readonly views: number | null;
  readonly forwards: number | null;
  readonly comments: number | null;
};

export type PackedReport = {
  readonly id: string;
  readonly source: string;
  readonly category: string | null;
  readonly outcome: string;
  readonly receivedAt: string;
  readonly regulator: { readonly office: string | null; readonly letter: string | null } | null;
  /** What the reporter wrote; null where it was not chosen, is not there, or may not go. */
  readonly description: string | null;
  /** Who reported; null unless chosen with a reason. */
  readonly reporter: { readonly externalId: string | null; readonly contact: string | null } | null;
};

export type PackedDecision = {
  readonly id: string;
  readonly round: number;
  readonly state: string;
  readonly finding: string;
  readonly policy: number;
  readonly clauses: readonly {
    readonly key: string;
    readonly clause: string;
    readonly zh: string;
    readonly en: string;
  }[];
  readonly severity: number;
  readonly proposedAt: string;
  readonly effectiveAt: Time;
  readonly evidence: readonly { readonly id: string; readonly sha256: string; readonly finding: string }[];
  readonly facts: string | null;
};

export type PackedMeasure = {
  readonly id: string;
  readonly decision: string;
  readonly measure: string;
  readonly subject: { readonly kind: string; readonly code: string };
  readonly standing: string;
  readonly state: string;
  readonly from: string;
  readonly until: Time;
  readonly grounds: Json;
  readonly parameters: Json;
};

export type PackedSubject = {
  readonly kind: string;
  readonly code: string;
  readonly externalId: string;
  readonly name: string;
  /** Group: category, grade, members, status, founder's code. Account: credit, registration, minor. */
  readonly registry: { readonly [name: string]: Json };
};

export type PackedIdentity = {
  readonly verification: string;
  readonly method: string | null;
  readonly verifiedAt: Time;
  readonly token: string | null;
  readonly phone: string | null;
};

/** What goes to an office, without the log: the same for who looks at it, for the seal and in the package. */
export type Content = {
  readonly t: "docket/referral/v1";
  readonly number: string;
  readonly danger: boolean;
  readonly office: string;
  readonly contact: string;
  readonly basis: string;
  readonly reason: string;
  readonly reporterReason: string | null;
  readonly parts: readonly ReferralPart[];
  readonly case: {
    readonly number: string;
    readonly openedAt: string;
    readonly category: string | null;
    readonly severity: number;
    readonly reports: number;
  };
  /** The case holds material of which only hashes and references leave the house. */
  readonly hashOnly: boolean;
  readonly subject: PackedSubject | null;
  readonly identity: PackedIdentity | null;
  readonly decisions: readonly PackedDecision[] | null;
  readonly measures: readonly PackedMeasure[] | null;
  readonly evidence: readonly PackedEvidence[];
  readonly reports: readonly PackedReport[] | null;
};

export const time = (at: Date | null): Time => at && instant(at);

/** Everything a package could hold, as it was read and opened. */
export type Gathered = {
  readonly referral: Referral;
  readonly terms: Terms;
  readonly case: Content["case"];
  readonly hashOnly: boolean;
  readonly subject: PackedSubject;
  readonly identity: PackedIdentity | null;
  readonly decisions: readonly PackedDecision[];
  readonly measures: readonly PackedMeasure[];
  readonly evidence: readonly Omit<PackedEvidence, "hashOnly">[];
  readonly reports: readonly PackedReport[];
};

/**
 * Puts together what goes along, and leaves out the rest: the only place that decides it.
 *
 * A case in which anything was reported or decided as material that goes by hash only is closed as a whole: no text, no
 * address, no description and no stated facts go along, because nobody can tell by machine which of them describe it.
 * Who reported is left out unless it was chosen.
 */
export function contentOf(gathered: Gathered): Content {
  const { referral, terms, hashOnly } = gathered;
  const goes = (part: ReferralPart) => referral.parts.includes(part);
  const chosen = new Set(referral.evidence);
  return {
    t: "docket/referral/v1",
    number: referral.number,
    danger: referral.danger,
    office: referral.office,
    contact: terms.contact,
    basis: terms.basis,
    reason: terms.reason,
    reporterReason: goes("reporters") ? terms.reporterReason : null,
    parts: [...referral.parts].sort(),
    case: gathered.case,
    hashOnly,
    subject: goes("registry") ? gathered.subject : null,
    identity: goes("identity") ? gathered.identity : null,
    decisions: goes("decisions") ? gathered.decisions.map((row) => (hashOnly ? { ...row, facts: null } : row)) : null,
    measures: goes("decisions") ? gathered.measures.map((row) => (hashOnly ? { ...row, parameters: {} } : row)) : null,
    evidence: gathered.evidence
      .filter(({ id }) => chosen.has(id))
      .map((row) =>
        hashOnly
          ? { ...row, hashOnly, text: null, url: null, views: null, forwards: null, comments: null }
          : { ...row, hashOnly },
      ),
    reports:
      goes("reports") || goes("reporters")
        ? gathered.reports.map((row) => ({
            ...row,
            description: goes("reports") && !hashOnly ? row.description : null,
            reporter: goes("reporters") ? row.reporter : null,
          }))
        : null,
  };
}
