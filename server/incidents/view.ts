import { may } from "../access/matrix";
import type { StaffActor } from "../kernel/actor";
import { type Incident, incidentMove, mayAnswer } from "./rules";
import { isAsked, mayAnswerReversal } from "./rules-reverse";

/** Acts that the page offers. */
export const shownActs = [
  "revise",
  "propose",
  "withdraw",
  "approve",
  "return",
  "stop",
  "ask_reversal",
  "withdraw_reversal",
  "approve_reversal",
  "refuse_reversal",
] as const;
export type ShownAct = (typeof shownActs)[number];

/**
 * What this person may do with this incident now, by the rules that do it. Whether anybody is left on whom it could be
 * taken, the act itself asks.
 */
export function actsFor(found: Incident, by: StaffActor, now: Date): ShownAct[] {
  const proposes = may(by.roles, "incident.propose");
  const approves = may(by.roles, "incident.approve");
  const isAuthor = found.createdBy === by.id;
  const isOpen = isAsked(found, now);
  const isLate = found.lapsesAt !== null && found.lapsesAt <= now;
  const answers = approves && mayAnswer(found, by) === null && !isLate;
  const answersReversal = approves && isOpen && mayAnswerReversal(found, by) === null;
  const allowed: Record<ShownAct, boolean> = {
    revise: proposes && isAuthor,
    propose: proposes && isAuthor,
    withdraw: proposes && isAuthor,
    approve: answers,
    return: answers,
    stop: may(by.roles, "incident.stop"),
    ask_reversal: proposes && !isOpen,
    withdraw_reversal: proposes && isOpen && found.reversalBy === by.id,
    approve_reversal: answersReversal,
    refuse_reversal: answersReversal,
  };
  return shownActs.filter((act) => allowed[act] && incidentMove(found.state, act).ok);
}
