import { may } from "../access/matrix";
import type { Role, StaffActor } from "../kernel/actor";
import { after, hour, minute } from "../kernel/calendar";
import type { Refusal } from "../kernel/refusal";
import { denied, type Entry, type Verdict } from "../kernel/verdict";
import {
  type AnswerView,
  answerHours,
  grantHours,
  openingMinutes,
  refuse,
  type ViewState,
  waitingLimit,
} from "./contract";

/** A request, and what became of it. */
export type View = {
  readonly id: string;
  readonly askedBy: string;
  /** Whose acts. */
  readonly staffId: string;
  readonly state: ViewState;
  readonly askedAt: Date;
  readonly answeredBy: string | null;
  readonly answeredAt: Date | null;
  readonly viewedAt: Date | null;
};

/** How a request stands at a moment; `over` is a grant whose time has passed. */
export type Standing = "waiting" | "granted" | "over" | "refused" | "withdrawn" | "ended" | "lapsed";

/** The first moment at which a grant no longer opens anything; null while there is none. */
export const openUntil = ({ answeredAt }: Pick<View, "answeredAt">): Date | null =>
  answeredAt && after(answeredAt, grantHours * hour);

/** The first moment at which a request can no longer be answered. */
export const answerUntil = ({ askedAt }: Pick<View, "askedAt">): Date => after(askedAt, answerHours * hour);

/** A request made later than this may still be answered; a grant given later than this may still open. */
export const askedAfter = (now: Date) => after(now, -answerHours * hour);
export const answeredAfter = (now: Date) => after(now, -grantHours * hour);

export function standingOf(view: Pick<View, "state" | "askedAt" | "answeredAt">, now: Date): Standing {
  if (view.state === "pending") return now < answerUntil(view) ? "waiting" : "lapsed";
  if (view.state !== "approved") return view.state;
  const until = openUntil(view);
  return until && now < until ? "granted" : "over";
}

/** Everything about a view is an entry about the colleague, so that what was done about her is found in one place. */
const about = (staffId: string, action: `access.${string}` | `disclosure.${string}`, pub: Entry["pub"]): Entry => ({
  kind: action.startsWith("access.") ? "access" : "disclosure",
  action,
  subject: { kind: "staff", id: staffId, version: null },
  pub,
});
const settled = <Next>(next: Next, entry: Entry): Verdict<Next> => ({ ok: true, next, entry, effects: [] });
const staffRef = (id: string) => `staff:${id}`;

/** What somebody asks, and what bears on it. */
export type Asked = {
  readonly id: string;
  readonly staffId: string;
  readonly reason: string;
  /** Her last request about this colleague. */
  readonly last: View | null;
  /** Requests of hers that wait, about whomever. */
  readonly waiting: number;
};

/** Asks to read the log by a colleague's acts. Refuses: own, waiting, granted, too_many. */
export function ask(by: StaffActor, { id, staffId, reason, last, waiting }: Asked, now: Date): Verdict<View> {
  if (staffId === by.id) return denied(refuse("own"));
  const standing = last && standingOf(last, now);
  if (standing === "waiting" || standing === "granted") return denied(refuse(standing));
  if (waiting >= waitingLimit) return denied(refuse("too_many", { limit: waitingLimit }));
  const next: View = {
    id,
    askedBy: by.id,
    staffId,
    state: "pending",
    askedAt: now,
    answeredBy: null,
    answeredAt: null,
    viewedAt: null,
  };
  const entry = about(staffId, "access.view_requested", { view: id });
  return settled(next, { ...entry, priv: { about: staffRef(staffId), values: { reason } } });
}

/** Whoever asked, as the database knows her now. */
export type Asker = { readonly active: boolean; readonly roles: readonly Role[] };

const isOfficer = (roles: readonly Role[]) => roles.includes("compliance_officer");

/**
 * May this person answer this request now? Never who asked, never whom it is about; and of the two at least one is a
 * compliance officer, so that leads do not open their teams to each other, and an officer is not out of reach where
 * there are only two. Source: `ux.md`, "Care for reviewers"; who answers is ours.
 * Refuses: settled, lapsed, same_person, concerned, officer_needed, asker_gone.
 */
export function mayAnswer(view: View, asker: Asker, by: StaffActor, now: Date): Refusal | null {
  if (view.state !== "pending") return refuse("settled");
  if (standingOf(view, now) === "lapsed") return refuse("lapsed", { hours: answerHours });
  if (view.askedBy === by.id) return refuse("same_person");
  if (view.staffId === by.id) return refuse("concerned");
  if (!isOfficer(by.roles) && !isOfficer(asker.roles)) return refuse("officer_needed");
  return asker.active && may(asker.roles, "oversight.ask") ? null : refuse("asker_gone");
}

/** The second person's yes or no. Refuses as `mayAnswer`. */
export function answer(
  view: View,
  asker: Asker,
  by: StaffActor,
  given: AnswerView["answer"],
  now: Date,
): Verdict<View> {
  const refusal = mayAnswer(view, asker, by, now);
  if (refusal) return denied(refusal);
  const next: View = { ...view, state: given, answeredBy: by.id, answeredAt: now };
  const pub = { view: view.id, askedBy: staffRef(view.askedBy) };
  return settled(next, about(view.staffId, `access.view_${given}`, pub));
}

/**
 * Takes a request back, or ends a grant before its time: who asked, or who said yes.
 * Refuses: not_yours, lapsed, over, settled.
 */
export function end(view: View, by: StaffActor, now: Date): Verdict<View> {
  const standing = standingOf(view, now);
  if (view.askedBy !== by.id && view.answeredBy !== by.id) return denied(refuse("not_yours"));
  if (standing === "lapsed") return denied(refuse("lapsed", { hours: answerHours }));
  if (standing === "over") return denied(refuse("over", { hours: grantHours }));
  if (standing !== "waiting" && standing !== "granted") return denied(refuse("settled"));
  const state = standing === "waiting" ? "withdrawn" : "ended";
  const pub = { view: view.id, askedBy: staffRef(view.askedBy) };
  return settled({ ...view, state }, about(view.staffId, `access.view_${state}`, pub));
}

/** Does an opening now need an entry of its own? */
export const isDue = ({ viewedAt }: Pick<View, "viewedAt">, now: Date): boolean =>
  viewedAt === null || now >= after(viewedAt, openingMinutes * minute);

/** May this person read by this colleague's acts now, by her last request about her? Refuses: closed. */
export const mayOpen = (view: View | null | undefined, by: StaffActor, now: Date): Refusal | null =>
  view?.askedBy === by.id && standingOf(view, now) === "granted" ? null : refuse("closed");

/** Opens the log by the acts of colleagues, one view for each. Refuses: closed. */
export function open(views: readonly (View | null)[], by: StaffActor, now: Date): Verdict<readonly View[]> {
  const opened: View[] = [];
  for (const view of views) {
    const refusal = mayOpen(view, by, now);
    if (refusal || !view) return denied(refusal ?? refuse("closed"));
    opened.push(view);
  }
  const [entry, ...more] = opened.map((view) =>
    about(view.staffId, "disclosure.staff_viewed", {
      view: view.id,
      answeredBy: view.answeredBy && staffRef(view.answeredBy),
    }),
  );
  return entry ? { ok: true, next: opened, entry, more, effects: [] } : denied(refuse("closed"));
}
