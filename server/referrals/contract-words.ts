/** States of a referral. `returned` is a proposal that the second person sent back: it is drafted again, or given up. */
export const referralStates = [
  "draft",
  "proposed",
  "returned",
  "sealed",
  "handed_over",
  "acknowledged",
  "abandoned",
] as const;
export type ReferralState = (typeof referralStates)[number];

/**
 * Which facts go along. `reports`: what reporters wrote, without who they are; `reporters`: who they are, which needs a
 * reason of its own and is never chosen beforehand.
 */
export const referralParts = ["registry", "identity", "decisions", "reports", "log", "reporters"] as const;
export type ReferralPart = (typeof referralParts)[number];

/** What a new draft begins with: what is not sealed, and what the log proves. */
export const firstParts = ["registry", "decisions", "log"] as const satisfies readonly ReferralPart[];

/** How a package reaches an office. */
export const handoverWays = ["in_person", "courier", "post", "official_system", "encrypted_mail"] as const;
export type HandoverWay = (typeof handoverWays)[number];

/** What the list shows: what still asks for something; everything. */
export const referralFilters = ["open", "all"] as const;
export type ReferralFilter = (typeof referralFilters)[number];

export const officeLimit = 80;
export const contactLimit = 200;
export const basisLimit = 1_000;
export const reasonLimit = 3_000;
export const noteLimit = 500;
export const receiptLimit = 80;
/** Items of evidence in one package; a case with more is handed over in several. */
export const evidenceLimit = 300;
