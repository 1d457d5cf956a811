import { holds } from "./broken";
import type {
  AppealFact,
  ApprovalFact,
  CaseFact,
  DecisionFact,
  Facts,
  FactTable,
  MeasureFact,
  NewEntry,
  NoticeFact,
  OrderFact,
  RectificationFact,
  ReferralFact,
  ReportFact,
  SubjectFact,
} from "./facts";
import { checkSealKept } from "./invariants-referrals";
import { explainCase, mayBegin, mayMove } from "./moves";

type AnyFact = Facts[FactTable][number];

/** Rows by id, and their ids in the order in which they were found. */
export class Rows<Fact extends AnyFact> {
  readonly byId = new Map<string, Fact>();
  readonly ids: string[] = [];

  put(row: Fact): void {
    if (!this.byId.has(row.id)) this.ids.push(row.id);
    this.byId.set(row.id, row);
  }

  /** All that are wanted, oldest first. */
  all(wanted: (row: Fact) => boolean): Fact[] {
    return [...this.byId.values()].filter(wanted);
  }

  /** Those of the newest `many` that are wanted. */
  recent(wanted: (row: Fact) => boolean = () => true, many = 240): Fact[] {
    return this.ids.slice(-many).flatMap((id) => {
      const row = this.byId.get(id) as Fact;
      return wanted(row) ? [row] : [];
    });
  }
}

/** Facts that only an entry about something else moves: numbered by no entry of their own, or by none at all. */
const unnumbered: readonly FactTable[] = ["subjects"];

/** Everything as it was after the last step that the campaign looked at. */
export class Mirror {
  readonly cases = new Rows<CaseFact>();
  readonly decisions = new Rows<DecisionFact>();
  readonly measures = new Rows<MeasureFact>();
  readonly reports = new Rows<ReportFact>();
  readonly rectifications = new Rows<RectificationFact>();
  readonly appeals = new Rows<AppealFact>();
  readonly approvals = new Rows<ApprovalFact>();
  readonly notices = new Rows<NoticeFact>();
  readonly orders = new Rows<OrderFact>();
  readonly referrals = new Rows<ReferralFact>();
  readonly subjects = new Rows<SubjectFact>();

  /** Rows that differ from what was known: new, or changed in any column. */
  changed(facts: Facts): { table: FactTable; before: AnyFact | null; after: AnyFact }[] {
    return (Object.keys(facts) as FactTable[]).flatMap((table) =>
      (facts[table] as readonly AnyFact[]).flatMap((after) => {
        const before = (this[table].byId as Map<string, AnyFact>).get(after.id) ?? null;
        return before?.hash === after.hash ? [] : [{ table, before, after }];
      }),
    );
  }

  /** Insists that each change is one that the tables of the rules list, and that its entries explain each case. */
  check(facts: Facts, entries: readonly NewEntry[]): void {
    for (const { table, before, after } of this.changed(facts)) {
      const what = { table, id: after.id, from: before?.state ?? null, to: after.state };
      if (!before) {
        holds(mayBegin(table, after.state), "a row begins in a state in which none begins", what);
        holds(after.version >= 1 || unnumbered.includes(table), "a row begins without a version", what);
        continue;
      }
      holds(mayMove(table, before.state, after.state), "a transition that no table lists", what);
      if (!unnumbered.includes(table))
        holds(after.version > before.version, "a row changed without its next version", what);
    }
    for (const after of facts.referrals) {
      const before = this.referrals.byId.get(after.id);
      if (before) checkSealKept(before, after);
    }
    for (const after of facts.cases) {
      const own = entries.filter(
        (entry) => entry.subjectKind === "case" && entry.subjectId === after.id && entry.version !== null,
      );
      explainCase(this.cases.byId.get(after.id)?.state ?? null, after.state, own);
    }
  }

  /** Nothing about these subjects is gone. */
  checkKept(facts: Facts, subjects: ReadonlySet<string> | null): void {
    for (const table of ["cases", "measures", "decisions", "orders", "referrals"] as const) {
      const found = new Set(facts[table].map(({ id }) => id));
      const known = subjects
        ? this[table].recent(({ subject }) => subjects.has(subject))
        : [...this[table].byId.values()];
      const gone = known.find(({ id }) => !found.has(id));
      holds(!gone, `a row of ${table} is gone`, gone?.id);
    }
  }

  take(facts: Facts): void {
    for (const table of Object.keys(facts) as FactTable[])
      for (const row of facts[table]) (this[table] as Rows<AnyFact>).put(row);
  }
}
