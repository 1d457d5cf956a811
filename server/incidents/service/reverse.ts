import type { StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import { transact } from "../../transact";
import { type HeldIncident, type IncidentFigures, type ReasonedIncident, refuse } from "../contract";
import { stop } from "../rules";
import { approveReversal, askReversal, refuseReversal, withdrawReversal } from "../rules-reverse";
import { figuresOf, holdIncident, lockIncident, saveIncident } from "../store";
import { ruled } from "./draft";
import { moveIncident } from "./propose";
import { sealReason } from "./texts";

/** Any lead stops what is being carried out: what is done stays, the rest is left. Refuses: missing, transition, stale. */
export const stopIncident = (by: StaffActor, input: HeldIncident, now: Date): Promise<void> =>
  transact(by, now, async (tx, settle) => {
    await holdIncident(tx, input.incidentId);
    const row = await lockIncident(tx, input.incidentId);
    if (!row) throw new Refused(refuse("missing"));
    const figures = (await figuresOf(tx, [row.id])).get(row.id) as IncidentFigures;
    const { next } = settle(stop(ruled(row), by, input.version, figures, now));
    await saveIncident(tx, row.id, next);
  });

/**
 * A lead asks to take the whole back as one act. Until another agrees, everything stays as it is.
 * Refuses: missing, transition, stale, asked_already, nothing_done.
 */
export async function askToReverse(by: StaffActor, input: ReasonedIncident, now: Date): Promise<void> {
  const { document } = await currentPolicy();
  const { proposalHours } = document.thresholds;
  await transact(by, now, async (tx, settle) => {
    await holdIncident(tx, input.incidentId);
    const row = await lockIncident(tx, input.incidentId);
    if (!row) throw new Refused(refuse("missing"));
    const { done } = (await figuresOf(tx, [row.id])).get(row.id) as IncidentFigures;
    const { next } = settle(askReversal(ruled(row), by, input, done, proposalHours, now));
    const reversalReason = await sealReason(tx, row.id, "reversal", input.reason, now);
    await saveIncident(tx, row.id, { ...next, reversalReason });
  });
}

/** Who asked thinks better of it. Refuses: missing, transition, stale, not_asked, not_asker. */
export async function withdrawReversalOf(by: StaffActor, input: HeldIncident, now: Date): Promise<void> {
  await moveIncident(by, input.incidentId, (found) => withdrawReversal(found, by, input.version, now), now);
}

/** Another lead turns it down. Refuses: missing, transition, stale, not_asked, own_proposal. */
export async function refuseReversalOf(by: StaffActor, input: ReasonedIncident, now: Date): Promise<void> {
  const { incidentId, version, reason } = input;
  await moveIncident(by, incidentId, (found) => refuseReversal(found, by, version, reason, now), now, {}, reason);
}

/** Another lead agrees; the worker takes back what was done. Refuses: missing, transition, stale, not_asked, own_proposal. */
export async function approveReversalOf(by: StaffActor, input: HeldIncident, now: Date): Promise<void> {
  await moveIncident(by, input.incidentId, (found) => approveReversal(found, by, input.version, now), now);
}
