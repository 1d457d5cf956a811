import { mergeCase, mergeTargets } from "../../cases/service/merge";
import { receiptOf } from "../../cases/service/receipt";
import { withdrawReport } from "../../enforcement/service/withdraw";
import { isOwn, isWaiting, leaseOf } from "./steps-cases";
import type { Stepper } from "./world";

/** A reporter takes a report back, waiting or not, and sometimes twice. */
export const reportWithdrawn: Stepper = (world) => {
  const { dice, mirror, now } = world;
  const waits = mirror.reports.recent(({ state }) => state === "attached");
  const found = dice.oneOf(waits.length > 0 && dice.chance(0.7) ? waits : mirror.reports.recent());
  const about = found && mirror.cases.byId.get(found.caseId);
  if (!found || !about) return null;
  const reason = dice.chance(0.5) ? { reason: "误会已经说清" } : {};
  const ends = { attached: "done", withdrawn: "reports.withdrawn" }[found.state as string] ?? "reports.concluded";
  const act = () => withdrawReport(receiptOf(found.id), reason, now);
  return { name: "report withdrawn", about: [about.subject], ends: [ends], act };
};

/** Somebody merges an account's case into a group's, fit for it or not, held by a colleague or not. */
export const caseMerged: Stepper = async (world) => {
  const { dice, mirror, now } = world;
  const by = dice.oneOf([...world.moderators, ...world.leads]);
  const away = dice.oneOf(mirror.cases.recent((row) => row.kind === "account" && isWaiting(row), 80));
  if (!by || !away) return null;
  const fit = (await mergeTargets({ caseId: away.id })).rows.flatMap(({ id }) => mirror.cases.byId.get(id) ?? []);
  const isFit = fit.length > 0 && dice.chance(0.8);
  const into = dice.oneOf(isFit ? fit : mirror.cases.recent());
  if (!into) return null;
  const isLead = world.leads.includes(by);
  const ends = (() => {
    const [held, theirs] = [leaseOf(world, away.id), leaseOf(world, into.id)];
    if (isOwn(world, away, by)) return "cases.own_subject";
    if (held && held.by !== by) return "cases.claimed";
    if (away.escalatedAt && !isLead) return "cases.needs_lead";
    // Only what is open, put aside or held is merged: what waits with the leads has to be claimed first.
    if (away.state !== "open" && !held) return "cases.transition";
    if (isOwn(world, into, by)) return "cases.own_subject";
    if (theirs && theirs.by !== by) return "cases.claimed";
    if (into.escalatedAt && !isLead) return "cases.needs_lead";
    const takes = into.kind === "group" && (isWaiting(into) || into.state === "snoozed");
    if (!takes) return "cases.merge_target";
    return fit.includes(into) ? "done" : "cases.merge_unrelated";
  })();
  const act = async () => {
    await mergeCase(by, { caseId: away.id, into: into.id }, now);
    world.leases.delete(away.id);
  };
  return { name: "case merged", about: [away.subject, into.subject], ends: [ends], act };
};
