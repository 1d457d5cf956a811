import { holds } from "./broken";
import type { ReferralFact } from "./facts";

const handed = ["handed_over", "acknowledged"];
const sealedStates = ["sealed", ...handed];

/** Nobody seals what she drafted or proposed, and what is handed over was sealed. Source: `domain.md`, "referral". */
export function checkReferrals(referrals: readonly ReferralFact[]): void {
  for (const row of referrals) {
    const what = { number: row.number, state: row.state };
    const isSealed = row.sealedBy !== null;
    holds(isSealed || !sealedStates.includes(row.state), "a referral went on without a seal", what);
    holds(
      !isSealed || [...sealedStates, "abandoned"].includes(row.state),
      "a sealed referral is worked on again",
      what,
    );
    holds(isSealed === (row.packageSha256 !== null), "a seal and its package disagree", what);
    holds(isSealed === (row.contentSha256 !== null), "a package is of what nobody looked at", what);
    holds(isSealed === (row.packed !== null), "a seal and what is stored disagree", what);
    holds(
      !isSealed || ![row.draftedBy, row.proposedBy].includes(row.sealedBy as string),
      "somebody sealed her own referral",
      what,
    );
    holds((row.handedOverBy !== null) === handed.includes(row.state), "a hand-over and its state disagree", what);
    holds(
      row.handedOverAt === null || row.sealedAt === null || row.handedOverAt >= minuteOf(row.sealedAt),
      "a package was handed over before it was sealed",
      what,
    );
  }
}

/** A form states minutes. */
const minuteOf = (at: Date) => new Date(Math.floor(at.getTime() / 60_000) * 60_000);

const kept = [
  "number",
  "caseId",
  "subject",
  "draftedBy",
  "proposedBy",
  "sealedBy",
  "contentSha256",
  "packageSha256",
  "packed",
  "said",
] as const satisfies readonly (keyof ReferralFact)[];

/** What was sealed never changes: neither what it says, nor the bytes of its package, nor who answers for it. */
export function checkSealKept(before: ReferralFact, after: ReferralFact): void {
  if (before.sealedBy === null) return;
  for (const name of kept)
    holds(before[name] === after[name], `what was sealed has another ${name}`, { number: after.number });
}
