import type { StaffActor } from "../kernel/actor";
import { day, fromIsoDay, instant } from "../kernel/calendar";
import { denied, type Verdict } from "../kernel/verdict";
import { type CheckResult, type DraftFiling, type Figures, type FileKind, type FilingState, refuse } from "./contract";

/** The part of a filing that its rules look at. */
export type Filing = {
  readonly id: string;
  readonly number: string;
  readonly state: FilingState;
  readonly preparedBy: string;
  readonly checks: readonly CheckResult[];
  readonly version: number;
};

/** Every allowed transition; what is not here is refused by name. */
export const transitions = {
  draft: ["checked", "abandoned"],
  checked: ["draft", "sealed", "abandoned"],
  sealed: ["submitted", "superseded"],
  submitted: ["acknowledged", "returned", "superseded"],
  acknowledged: ["superseded"],
  returned: ["draft"],
  abandoned: [],
  superseded: [],
} as const satisfies Record<FilingState, readonly FilingState[]>;

const mayBecome = (from: FilingState, to: FilingState) => (transitions[from] as readonly FilingState[]).includes(to);

/** The longest period of one filing. */
export const periodLimitDays = 366;

/** First instant (inclusive) and last (exclusive) of a draft's period, or why not. */
export function periodOf(input: Pick<DraftFiling, "periodStart" | "periodEnd">, now: Date) {
  const start = fromIsoDay(input.periodStart);
  const end = fromIsoDay(input.periodEnd);
  if (!(start < end) || end.getTime() - start.getTime() > periodLimitDays * day)
    return denied(refuse("period", {}, [{ pointer: "/periodEnd", reason: refuse("period").sentence }]));
  if (end > now)
    return denied(refuse("period-open", {}, [{ pointer: "/periodEnd", reason: refuse("period-open").sentence }]));
  return { ok: true as const, start, end };
}

type Drawn = {
  readonly asOfSize: number;
  readonly asOfRoot: string;
  readonly canonicalSha256: string;
  readonly figures: Figures;
};

const publicFacts = (drawn: Drawn) => ({
  asOf: String(drawn.asOfSize),
  root: drawn.asOfRoot,
  canonical: drawn.canonicalSha256,
  figures: drawn.figures,
});

/** A new draft, drawn from the log as of now. */
export function drafted(id: string, number: string, input: DraftFiling, drawn: Drawn, by: StaffActor): Verdict<Filing> {
  const next: Filing = { id, number, state: "draft", preparedBy: by.id, checks: [], version: 1 };
  return {
    ok: true,
    next,
    entry: {
      kind: "filing",
      action: "filing.drafted",
      subject: { kind: "filing", id, version: 1 },
      pub: {
        number,
        specification: input.specification,
        periodStart: input.periodStart,
        periodEnd: input.periodEnd,
        ...publicFacts(drawn),
      },
    },
    effects: [],
  };
}

const moved = (filing: Filing, state: FilingState, seen: number) => {
  if (!mayBecome(filing.state, state)) return denied(refuse("state", { state: filing.state }));
  if (filing.version !== seen) return denied(refuse("stale"));
  return { ok: true as const, next: { ...filing, state, version: filing.version + 1 } };
};

const open = (check: CheckResult) => !check.passed && (check.level === "blocking" || check.waiver === null);

/** How many checks stand in the way of sealing. */
export const openChecks = (checks: readonly CheckResult[]) => checks.filter(open).length;

/** Records the checks of a draft. Checks may fail: only sealing is refused then. */
export function checked(filing: Filing, seen: number, checks: readonly CheckResult[]): Verdict<Filing> {
  const step = moved(filing.state === "checked" ? { ...filing, state: "draft" } : filing, "checked", seen);
  if (!step.ok) return step;
  const next = { ...step.next, checks };
  return {
    ok: true,
    next,
    entry: {
      kind: "filing",
      action: "filing.checked",
      subject: { kind: "filing", id: filing.id, version: next.version },
      pub: {
        number: filing.number,
        checks: checks.map((check) => ({
          key: check.key,
          passed: check.passed,
          rows: check.rows,
          waived: check.waiver !== null,
        })),
      },
    },
    effects: [],
  };
}

/** Seals for good. Refuses the preparer, and a draft with open checks. */
export function sealed(
  filing: Filing,
  seen: number,
  by: StaffActor,
  drawn: Drawn,
  files: Readonly<Partial<Record<FileKind, string>>>,
  now: Date,
): Verdict<Filing> {
  const step = moved(filing, "sealed", seen);
  if (!step.ok) return step;
  if (filing.preparedBy === by.id) return denied(refuse("same-person"));
  const count = openChecks(filing.checks);
  if (count > 0) return denied(refuse("blocked", { count }));
  return {
    ok: true,
    next: step.next,
    entry: {
      kind: "filing",
      action: "filing.sealed",
      subject: { kind: "filing", id: filing.id, version: step.next.version },
      pub: {
        number: filing.number,
        ...publicFacts(drawn),
        files,
        preparedBy: `staff:${filing.preparedBy}`,
        sealedAt: instant(now),
      },
    },
    effects: [],
  };
}

/** Gives a draft up. */
export function abandoned(filing: Filing, seen: number): Verdict<Filing> {
  const step = moved(filing, "abandoned", seen);
  if (!step.ok) return step;
  return {
    ok: true,
    next: step.next,
    entry: {
      kind: "filing",
      action: "filing.abandoned",
      subject: { kind: "filing", id: filing.id, version: step.next.version },
      pub: { number: filing.number },
    },
    effects: [],
  };
}
