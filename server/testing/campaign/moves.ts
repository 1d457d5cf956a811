import { appealTable } from "../../appeals/rules";
import type { StoredCaseState } from "../../cases/contract";
import { caseTable, reportTable } from "../../cases/rules";
import { decisionTable, measureTable, rectificationTable } from "../../enforcement/rules";
import { referralTable } from "../../referrals/rules";
import { holds } from "./broken";
import type { FactTable, NewEntry } from "./facts";

type Table = Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>;

/**
 * What is no stored state: a case that waits may be held by a live lease, and a measure in force may not have begun.
 * What goes back to waiting may wait with the leads.
 */
const stored: Readonly<Record<string, readonly string[]>> = {
  claimed: ["open", "escalated", "reopened"],
  pending: ["in_force"],
  open: ["open", "escalated"],
};
const unstored = ["claimed", "pending"];

function edgesOf(table: Table, names: typeof stored = {}): ReadonlySet<string> {
  const edges = new Set<string>();
  for (const moves of Object.values(table))
    for (const [from, to] of Object.entries(moves) as [string, string][])
      for (const before of unstored.includes(from) ? (names[from] ?? [from]) : [from])
        for (const after of to === "claimed" ? ["open", "escalated"] : (names[to] ?? [to]))
          edges.add(`${before} ${after}`);
  return edges;
}

const approving = { both: { proposed: "effective" } };
// Undone beside another case of its subject, it is open and merged in one transaction.
const reuniting = { both: { decided: "merged" } };
const edges: Readonly<Partial<Record<FactTable, ReadonlySet<string>>>> = {
  cases: edgesOf({ ...caseTable, ...reuniting }, stored),
  reports: edgesOf(reportTable),
  // Approved and effective in one transaction: nobody sees it between the two.
  decisions: edgesOf({ ...decisionTable, ...approving }),
  measures: edgesOf(measureTable, stored),
  rectifications: edgesOf(rectificationTable),
  appeals: edgesOf(appealTable),
  referrals: edgesOf(referralTable),
  orders: new Set(["null executed", "null failed", "failed executed"]),
};

/**
 * States in which a row may begin. A reversal enters the ledger as a row that is over. An incident opens a case and
 * decides it in one transaction, and its report is upheld by then.
 */
const beginnings: Readonly<Partial<Record<FactTable, readonly (string | null)[]>>> = {
  cases: ["open", "decided"],
  reports: ["attached", "upheld"],
  decisions: ["proposed", "effective"],
  measures: ["in_force", "lifted"],
  rectifications: ["assigned"],
  appeals: ["filed"],
  referrals: ["draft"],
  orders: [null],
};

export const mayBegin = (table: FactTable, state: string | null): boolean => beginnings[table]?.includes(state) ?? true;

/** Do the tables of the rules lead from one stored state to another? */
export const mayMove = (table: FactTable, from: string | null, to: string | null): boolean =>
  from === to || (edges[table]?.has(`${from} ${to}`) ?? table === "subjects");

const waiting: readonly StoredCaseState[] = ["open", "escalated", "reopened"];
const open: readonly StoredCaseState[] = [...waiting, "snoozed", "awaiting_approval"];

/** What each entry does to its case, by the words of the domain alone: from where, and where it may lead. */
const caseActions: Readonly<
  Record<string, { readonly from: readonly StoredCaseState[]; readonly to: readonly StoredCaseState[] | null }>
> = {
  "report.received": { from: open, to: null },
  "report.withdrawn": { from: open, to: null },
  "case.merged": { from: [...waiting, "snoozed"], to: ["merged"] },
  // By a person, whoever waits or is put aside takes another over; by an undoing, also what waits for its approval.
  "case.extended": { from: open, to: null },
  "case.escalated": { from: waiting, to: ["escalated"] },
  "case.snoozed": { from: waiting, to: ["snoozed"] },
  "case.woken": { from: ["snoozed"], to: ["open", "escalated"] },
  "case.skipped": { from: waiting, to: null },
  "case.breached": { from: [...open, "decided", "merged"], to: null },
  "decision.taken": { from: waiting, to: ["decided"] },
  "decision.proposed": { from: waiting, to: ["awaiting_approval"] },
  "decision.approved": { from: ["awaiting_approval"], to: ["decided"] },
  "decision.undone": { from: ["decided"], to: ["open", "escalated"] },
  "decision.returned": { from: ["awaiting_approval"], to: ["open", "escalated"] },
  "decision.withdrawn": { from: ["awaiting_approval"], to: ["open", "escalated"] },
  "decision.lapsed": { from: ["awaiting_approval"], to: ["open", "escalated"] },
  "case.reopened": { from: ["decided"], to: ["reopened"] },
};

/** Reads a case's new entries over the state that it had: they, and nothing else, must explain the one that it has. */
export function explainCase(
  before: StoredCaseState | null,
  after: StoredCaseState,
  entries: readonly NewEntry[],
): void {
  let possible: readonly StoredCaseState[] = before ? [before] : [];
  for (const { action, body } of entries) {
    if (possible.length === 0) {
      holds(action === "report.received" && body.pub?.opened === true, "a case begins with another entry", action);
      possible = ["open"];
      continue;
    }
    const move = caseActions[action];
    holds(move, "an entry about a case that the domain does not know", action);
    const from = possible.filter((state) => move.from.includes(state));
    holds(from.length > 0, `a case that is ${possible.join("/")} took an entry`, action);
    possible = move.to ?? from;
  }
  holds(possible.includes(after), `a case is ${after}, which its entries do not explain`, possible);
}
