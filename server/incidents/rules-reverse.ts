import { after, hour, instant } from "../kernel/calendar";
import type { Refusal } from "../kernel/refusal";
import { denied, type Verdict } from "../kernel/verdict";
import { type IncidentFigures, refuse } from "./contract";
import { held, type Incident, type IncidentAct, incidentMove, type Moved, moved } from "./rules";

type By = { readonly id: string };

/** Has somebody asked to take it back, and may somebody else still agree? */
export const isAsked = (found: Pick<Incident, "reversalBy" | "reversalLapsesAt">, now: Date): boolean =>
  found.reversalBy !== null && found.reversalLapsesAt !== null && found.reversalLapsesAt > now;

/** A lead asks to take the whole back, with a reason. Refuses: transition, stale, asked_already, nothing_done. */
export function askReversal(
  found: Incident,
  by: By,
  given: { readonly version: number; readonly reason: string },
  done: number,
  proposalHours: number,
  now: Date,
): Verdict<Moved> {
  const refusal =
    held(found, "ask_reversal", given.version) ??
    (isAsked(found, now) ? refuse("asked_already") : null) ??
    (done > 0 ? null : refuse("nothing_done"));
  if (refusal) return denied(refusal);
  const reversalLapsesAt = after(now, proposalHours * hour);
  return moved(
    found,
    "ask_reversal",
    "incident.reversal_asked",
    { reversalBy: by.id, reversalLapsesAt },
    { done, lapsesAt: instant(reversalLapsesAt) },
    { reason: given.reason },
  );
}

const asked = (found: Incident, act: IncidentAct, version: number, now: Date): Refusal | null =>
  held(found, act, version) ?? (isAsked(found, now) ? null : refuse("not_asked"));

const unasked = { reversalBy: null, reversalLapsesAt: null } as const;

/** Who asked thinks better of it. Refuses: transition, stale, not_asked, not_asker. */
export function withdrawReversal(found: Incident, by: By, version: number, now: Date): Verdict<Moved> {
  const refusal =
    asked(found, "withdraw_reversal", version, now) ?? (found.reversalBy === by.id ? null : refuse("not_asker"));
  return refusal ? denied(refusal) : moved(found, "withdraw_reversal", "incident.reversal_withdrawn", unasked, {});
}

/** Null: this person may answer who asked to take it back. Refuses: own_proposal. */
export const mayAnswerReversal = (found: Pick<Incident, "reversalBy">, by: By): Refusal | null =>
  found.reversalBy === by.id ? refuse("own_proposal") : null;

/** Another lead turns it down, with a reason. Refuses: transition, stale, not_asked, own_proposal. */
export function refuseReversal(found: Incident, by: By, version: number, reason: string, now: Date): Verdict<Moved> {
  const refusal = asked(found, "refuse_reversal", version, now) ?? mayAnswerReversal(found, by);
  if (refusal) return denied(refusal);
  const pub = { askedBy: `staff:${found.reversalBy}` };
  const change = { ...unasked, deniedBy: by.id, deniedAt: now };
  return moved(found, "refuse_reversal", "incident.reversal_refused", change, pub, { reason });
}

/** Another lead agrees, and the worker takes back what was done. Refuses: transition, stale, not_asked, own_proposal. */
export function approveReversal(found: Incident, by: By, version: number, now: Date): Verdict<Moved> {
  const refusal = asked(found, "approve_reversal", version, now) ?? mayAnswerReversal(found, by);
  if (refusal) return denied(refusal);
  return moved(
    found,
    "approve_reversal",
    "incident.reversal_approved",
    { reversalApprovedBy: by.id, reversalApprovedAt: now },
    { askedBy: `staff:${found.reversalBy}` },
  );
}

/** The worker has taken back what could be. Refuses: transition, not_over. */
export function finishReversal(found: Incident, figures: IncidentFigures, now: Date): Verdict<Moved> {
  const move = incidentMove(found.state, "finish_reversal");
  if (!move.ok) return move;
  if (figures.done > 0) return denied(refuse("not_over"));
  return moved(found, "finish_reversal", "incident.reversed", { reversedAt: now }, { ...figures });
}
