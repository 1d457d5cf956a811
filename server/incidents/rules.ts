import { after, hour, instant } from "../kernel/calendar";
import type { Json } from "../kernel/json";
import type { Refusal } from "../kernel/refusal";
import { type Denied, denied, type Entry, type Verdict } from "../kernel/verdict";
import { type IncidentFigures, type IncidentRowState, type IncidentState, refuse } from "./contract";

/**
 * The state table of an incident: act → from → to. What is not listed is refused by name. A proposal that is withdrawn,
 * returned or lapses is a draft again. Asking to take it back changes no state; agreeing to it does.
 * Source: `domain.md`, "States".
 */
export const incidentTable = {
  revise: { draft: "draft" },
  propose: { draft: "proposed" },
  withdraw: { proposed: "draft" },
  return: { proposed: "draft" },
  lapse: { proposed: "draft" },
  approve: { proposed: "running" },
  finish: { running: "done" },
  stop: { running: "stopped" },
  ask_reversal: { done: "done", stopped: "stopped" },
  withdraw_reversal: { done: "done", stopped: "stopped" },
  refuse_reversal: { done: "done", stopped: "stopped" },
  approve_reversal: { done: "reversing", stopped: "reversing" },
  finish_reversal: { reversing: "reversed" },
} as const satisfies Record<string, Partial<Record<IncidentState, IncidentState>>>;
export type IncidentAct = keyof typeof incidentTable;

/** The state table of one subject of an incident. */
export const rowTable = {
  carry_out: { waiting: "done" },
  leave_out: { waiting: "left_out" },
  fail: { waiting: "failed" },
  reverse: { done: "reversed" },
  keep: { done: "kept" },
  give_up: { done: "unreversed" },
} as const satisfies Record<string, Partial<Record<IncidentRowState, IncidentRowState>>>;
export type RowAct = keyof typeof rowTable;

type Move<State> = { readonly ok: true; readonly to: State } | Denied;

export function incidentMove(from: IncidentState, act: IncidentAct): Move<IncidentState> {
  const to = (incidentTable[act] as Partial<Record<IncidentState, IncidentState>>)[from];
  return to ? { ok: true, to } : denied(refuse("transition", { from, act }));
}

export function rowMove(from: IncidentRowState, act: RowAct): Move<IncidentRowState> {
  const to = (rowTable[act] as Partial<Record<IncidentRowState, IncidentRowState>>)[from];
  return to ? { ok: true, to } : denied(refuse("row_transition", { from, act }));
}

/** An incident as its rules see it. */
export type Incident = {
  readonly id: string;
  readonly number: number;
  readonly state: IncidentState;
  readonly createdBy: string;
  readonly approvedBy: string | null;
  readonly proposedAt: Date | null;
  readonly lapsesAt: Date | null;
  /** Who asked to take it back; `reversalLapsesAt` is exclusive. */
  readonly reversalBy: string | null;
  readonly reversalLapsesAt: Date | null;
  readonly total: number;
  readonly version: number;
};

/** What changes with an act; the rest of the row stays. */
export type Moved = {
  readonly state: IncidentState;
  readonly version: number;
  readonly proposedAt?: Date | null;
  readonly lapsesAt?: Date | null;
  readonly approvedBy?: string;
  readonly approvedAt?: Date;
  readonly finishedAt?: Date;
  readonly stoppedBy?: string;
  readonly reversalBy?: string | null;
  readonly reversalLapsesAt?: Date | null;
  readonly reversalApprovedBy?: string;
  readonly reversalApprovedAt?: Date;
  readonly reversedAt?: Date;
  /** Who said no, to carrying it out or to taking it back. */
  readonly deniedBy?: string;
  readonly deniedAt?: Date;
};

type By = { readonly id: string };
type Public = Readonly<Record<string, Json>>;

/** The entry of an act on an incident; what a person wrote is sealed under the incident's own key. */
export function incidentEntry(
  { id, number, version }: Pick<Incident, "id" | "version"> & { readonly number: number | null },
  action: `incident.${string}`,
  pub: Public,
  priv?: Readonly<Record<string, string>>,
): Entry {
  return {
    kind: "incident",
    action,
    subject: { kind: "incident", id, version: version + 1 },
    pub: { ...(number === null ? {} : { incident: number }), ...pub },
    ...(priv ? { priv: { about: `incident:${id}`, values: priv } } : {}),
  };
}

/** The verdict of an act that the table allows. */
export const moved = (
  found: Incident,
  act: IncidentAct,
  action: `incident.${string}`,
  change: Omit<Moved, "state" | "version">,
  pub: Public,
  priv?: Readonly<Record<string, string>>,
): Verdict<Moved> => {
  const move = incidentMove(found.state, act);
  if (!move.ok) return move;
  return {
    ok: true,
    next: { ...change, state: move.to, version: found.version + 1 },
    entry: incidentEntry(found, action, pub, priv),
    effects: [],
  };
};

/** What speaks against an act whoever does it: the state, or that it has changed since. */
export const held = (found: Incident, act: IncidentAct, version: number): Refusal | null => {
  const move = incidentMove(found.state, act);
  if (!move.ok) return move.refusal;
  return found.version === version ? null : refuse("stale");
};

const authors = (found: Incident, by: By): Refusal | null => (found.createdBy === by.id ? null : refuse("not_author"));

const lapsedHours = (found: Incident): number =>
  found.proposedAt && found.lapsesAt ? Math.round((found.lapsesAt.getTime() - found.proposedAt.getTime()) / hour) : 0;

const inTime = (found: Incident, now: Date): Refusal | null =>
  found.lapsesAt && found.lapsesAt <= now ? refuse("lapsed", { hours: lapsedHours(found) }) : null;

/** Null: this person may answer this proposal. The same rule greys the button. Refuses: own_proposal. */
export const mayAnswer = (found: Pick<Incident, "createdBy">, by: By): Refusal | null =>
  found.createdBy === by.id ? refuse("own_proposal") : null;

/** What a draft says in public: its subjects by number and by the hash of their list, which its approval is about. */
export type Said = {
  readonly subjectKind: string;
  readonly measure: string;
  readonly days: number | null;
  readonly clause: string;
  readonly policy: number;
  readonly subjects: number;
  readonly sha256: string;
};

/** A lead writes an incident down. Refuses nothing: what is wrong with it is told when it is proposed. */
export const draft = (id: string, said: Said): Verdict<{ readonly version: number }> => ({
  ok: true,
  next: { version: 1 },
  entry: incidentEntry({ id, number: null, version: 0 }, "incident.drafted", said),
  effects: [],
});

/** Its author changes a draft. Refuses: transition, stale, not_author. */
export function revise(found: Incident, by: By, version: number, said: Said): Verdict<Moved> {
  const refusal = held(found, "revise", version) ?? authors(found, by);
  return refusal ? denied(refusal) : moved(found, "revise", "incident.revised", {}, said);
}

/**
 * Its author proposes a draft: until then nothing of it was checked against the registry.
 *
 * @param going on how many the measure would be taken now.
 * Refuses: transition, stale, not_author, nobody.
 */
export function propose(
  found: Incident,
  by: By,
  version: number,
  said: Said,
  texts: Readonly<Record<string, string>>,
  going: number,
  proposalHours: number,
  now: Date,
): Verdict<Moved> {
  const refusal = held(found, "propose", version) ?? authors(found, by) ?? (going > 0 ? null : refuse("nobody"));
  if (refusal) return denied(refusal);
  const lapsesAt = after(now, proposalHours * hour);
  return moved(
    found,
    "propose",
    "incident.proposed",
    { proposedAt: now, lapsesAt },
    { ...said, going, lapsesAt: instant(lapsesAt) },
    texts,
  );
}

const again = { proposedAt: null, lapsesAt: null } as const;

/** Its author takes a proposal back: a draft again. Refuses: transition, stale, not_author. */
export function withdraw(found: Incident, by: By, version: number): Verdict<Moved> {
  const refusal = held(found, "withdraw", version) ?? authors(found, by);
  return refusal ? denied(refusal) : moved(found, "withdraw", "incident.withdrawn", again, {});
}

/** The second lead sends it back with a reason. Refuses: transition, stale, own_proposal, lapsed. */
export function sendBack(found: Incident, by: By, version: number, reason: string, now: Date): Verdict<Moved> {
  const refusal = held(found, "return", version) ?? mayAnswer(found, by) ?? inTime(found, now);
  if (refusal) return denied(refusal);
  const change = { ...again, deniedBy: by.id, deniedAt: now };
  return moved(found, "return", "incident.returned", change, { proposedBy: `staff:${found.createdBy}` }, { reason });
}

/** An unanswered proposal is a draft again. Refuses: transition, not_lapsed. */
export function lapse(found: Incident, now: Date): Verdict<Moved> {
  const move = incidentMove(found.state, "lapse");
  if (!move.ok) return move;
  if (!found.lapsesAt || found.lapsesAt > now) return denied(refuse("not_lapsed"));
  return moved(found, "lapse", "incident.lapsed", again, { proposedBy: `staff:${found.createdBy}` });
}

/** The second lead lets it run. Refuses: transition, stale, own_proposal, lapsed, nobody. */
export function approve(found: Incident, by: By, version: number, going: number, now: Date): Verdict<Moved> {
  const refusal =
    held(found, "approve", version) ??
    mayAnswer(found, by) ??
    inTime(found, now) ??
    (going > 0 ? null : refuse("nobody"));
  if (refusal) return denied(refusal);
  return moved(
    found,
    "approve",
    "incident.approved",
    { approvedBy: by.id, approvedAt: now },
    { proposedBy: `staff:${found.createdBy}`, subjects: found.total, going },
  );
}

/** Any lead stops what runs: what is done stays, the rest is left. Refuses: transition, stale. */
export function stop(found: Incident, by: By, version: number, figures: IncidentFigures, now: Date): Verdict<Moved> {
  const refusal = held(found, "stop", version);
  if (refusal) return denied(refusal);
  return moved(found, "stop", "incident.stopped", { finishedAt: now, stoppedBy: by.id }, { ...figures });
}

/** The worker has come to the end. Refuses: transition, not_over. */
export function finish(found: Incident, figures: IncidentFigures, now: Date): Verdict<Moved> {
  const move = incidentMove(found.state, "finish");
  if (!move.ok) return move;
  if (figures.waiting > 0) return denied(refuse("not_over"));
  return moved(found, "finish", "incident.finished", { finishedAt: now }, { ...figures });
}

/** What one piece of the work came to: an entry for each, beside those of the decisions. It counts no version: two workers may add theirs at once. */
export const progressed = (
  found: Pick<Incident, "id" | "number">,
  direction: "carried_out" | "taken_back",
  counts: Readonly<Record<string, number>>,
): Entry => ({
  kind: "incident",
  action: `incident.${direction}`,
  subject: { kind: "incident", id: found.id, version: null },
  pub: { incident: found.number, ...counts },
});
