import * as appeals from "./steps-appeals";
import * as cases from "./steps-cases";
import * as decisions from "./steps-decide";
import * as incidents from "./steps-incidents";
import * as intake from "./steps-intake";
import * as ledger from "./steps-ledger";
import * as notices from "./steps-notices";
import * as office from "./steps-office";
import * as referrals from "./steps-referrals";
import * as reports from "./steps-reports";
import * as undoing from "./steps-undo";
import type { Stepper } from "./world";

/** What may come next, and how often. */
export const script: readonly (readonly [number, Stepper])[] = [
  [140, intake.reportArrives],
  [20, intake.reportReturns],
  [15, intake.reportRefused],
  [12, intake.payloadArrives],
  [12, intake.registrySynced],
  [10, intake.groupComes],
  [20, reports.reportWithdrawn],
  [15, reports.caseMerged],
  [50, cases.claimed],
  [15, cases.stolen],
  [20, cases.next],
  [60, cases.moved],
  [20, cases.movedWrongly],
  [45, cases.workerLooks],
  [150, decisions.decided],
  [45, decisions.decidedWrongly],
  [12, decisions.decidedLate],
  [90, decisions.proposalAnswered],
  [20, decisions.settledAnswered],
  [400, undoing.undone],
  [200, undoing.complainedMeanwhile],
  [12, undoing.undoneLate],
  [45, ledger.measureEnded],
  [15, ledger.endedAgain],
  [30, ledger.rectificationAnswered],
  [20, ledger.rectificationChecked],
  [50, ledger.receiptArrives],
  [25, appeals.appealFiled],
  [20, appeals.objectionFiled],
  [35, appeals.appealTaken],
  [30, appeals.appealViewed],
  [14, appeals.appealAsked],
  [16, appeals.appealAnswered],
  [12, appeals.appealFileAttached],
  [40, appeals.appealRuled],
  [8, appeals.appealRuledAgain],
  [12, incidents.incidentRuns],
  [6, incidents.incidentReversed],
  [20, notices.textsMoved],
  [12, referrals.referralDrafted],
  [14, referrals.referralSaved],
  [70, referrals.referralMoved],
  [24, referrals.referralMovedWrongly],
  [20, referrals.packageTaken],
  [20, office.logGrows],
  [5, office.filingDrawn],
  [14, office.filingMoved],
  [10, office.heldOrFreed],
  [14, office.erasureProposed],
  [24, office.erasureAnswered],
];
