import { day } from "../kernel/calendar";
import { type CreditLevel, creditLevels, type MeasureKey, type Policy } from "./contract";

/** What the rules need of a version: drafts have no number yet. */
export type PolicyText = Pick<Policy, "document">;

/** The level `levels` below, at the lowest E; null when there is nothing below. */
export function lowered(level: CreditLevel, levels: number): CreditLevel | null {
  const at = creditLevels.indexOf(level);
  const to = Math.min(at + levels, creditLevels.length - 1);
  return to === at ? null : (creditLevels[to] as CreditLevel);
}

/**
 * Does this measure need a second person? The table of `domain.md`, "Measures", with the policy's thresholds.
 * A length of exactly the threshold is not severe; a measure without an end, where others have one, is.
 *
 * @param parameters of `lower_credit`: `from` and `to` levels; unreadable ones count as severe.
 */
export function isSevere(
  { document: { thresholds } }: PolicyText,
  key: MeasureKey,
  parameters: Readonly<Record<string, unknown>>,
  from: Date,
  until: Date | null,
): boolean {
  if (thresholds.always.includes(key)) return true;
  const longerThan = (days: number) => until === null || until.getTime() - from.getTime() > days * day;
  switch (key) {
    case "suspend_posting":
      return longerThan(thresholds.suspendPostingDays);
    case "suspend_management":
      return longerThan(thresholds.suspendManagementDays);
    case "revoke_founding":
      return until === null;
    case "lower_credit": {
      const [high, low] = [parameters.from, parameters.to].map((level) => creditLevels.indexOf(level as CreditLevel));
      if (high === undefined || low === undefined || high < 0 || low < 0) return true;
      return low - high >= thresholds.creditLevels;
    }
    default:
      return false;
  }
}
