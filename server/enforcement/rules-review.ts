import { after, day, fromIsoDay, instant } from "../kernel/calendar";
import { denied, type Verdict } from "../kernel/verdict";
import { longestTermDays, refuse } from "./contract";
import { measureStateAt } from "./rules";
import type { HeldMeasure } from "./rules-end";

/**
 * A review that lets a blacklisting stay until another date. Refuses: not_listed, measure_transition, stale,
 * review_date.
 *
 * @param given `until`: an ISO day of the installation's zone, whose first instant is the next date of review.
 */
export function keepListed(
  subject: { readonly kind: "group" | "account"; readonly id: string },
  measure: HeldMeasure & { readonly reviewAt: Date | null },
  given: { readonly version: number; readonly until: string; readonly reason: string },
  now: Date,
): Verdict<{ readonly reviewAt: Date; readonly version: number }> {
  if (measure.key !== "blacklist" || measure.reverses) return denied(refuse("not_listed"));
  if (measureStateAt(measure, now) === "pending") return denied(refuse("still_pending"));
  if (measure.state !== "in_force") return denied(refuse("measure_transition", { from: measure.state, act: "review" }));
  if (measure.version !== given.version) return denied(refuse("stale"));
  const reviewAt = fromIsoDay(given.until);
  if (reviewAt <= now || reviewAt > after(now, longestTermDays * day))
    return denied(
      refuse("review_date", {}, [
        {
          pointer: "/until",
          reason: { zh: "须为今天以后、十年以内的日期", en: "must be a day after today, within ten years" },
        },
      ]),
    );
  const version = measure.version + 1;
  return {
    ok: true,
    next: { reviewAt, version },
    entry: {
      kind: "measure",
      action: "measure.reviewed",
      subject: { kind: "measure", id: measure.id, version },
      pub: {
        measure: measure.key,
        decision: measure.decisionId,
        case: measure.caseNumber,
        subjectKind: subject.kind,
        subject: subject.id,
        dueAt: measure.reviewAt && instant(measure.reviewAt),
        reviewAt: instant(reviewAt),
      },
      priv: { about: `${subject.kind}:${subject.id}`, values: { reason: given.reason } },
      caseId: measure.caseId,
    },
    effects: [],
  };
}
