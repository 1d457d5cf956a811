import type { Reader } from "../../../db/client";
import type { StaffActor, SystemActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import type { Verdict } from "../../kernel/verdict";
import { currentPolicy, policyAt } from "../../policy/service";
import { read } from "../../read";
import { transact } from "../../transact";
import { type HeldIncident, type IncidentPreview, type ReasonedIncident, refuse } from "../contract";
import {
  approve as approveRule,
  type Incident,
  lapse as lapseRule,
  type Moved,
  propose as proposeRule,
  sendBack,
  withdraw as withdrawRule,
} from "../rules";
import { holdIncident, lapsedIds, lockIncident, saveIncident } from "../store";
import { type OpenedIncident, openIncident, ruled, saidBy } from "./draft";
import { actOf, previewOf } from "./preview";
import { sealReason } from "./texts";

/** What a stored incident would do now, by the policy that it was written down under. */
async function previewStored(tx: Reader, opened: OpenedIncident, makers: readonly string[], now: Date) {
  const { row, texts, content, ids } = opened;
  const selected = { ids, repeated: 0, unknown: texts.unknown };
  const policy = await policyAt(row.policyNumber);
  const act = actOf(content, row.number);
  return previewOf(tx, { kind: row.subjectKind, collected: row.collected, act, selected, makers, policy }, now);
}

/** The preview of a draft or a proposal to whoever looks at it. Refuses: missing. */
export const previewIncident = (by: StaffActor, incidentId: string, now: Date): Promise<IncidentPreview> =>
  read(async (tx) => {
    const opened = await openIncident(tx, { id: incidentId });
    return previewStored(tx, opened, [opened.row.createdBy, by.id], now);
  });

/**
 * Locks an incident and moves it by a rule. Refuses: missing, and what the rule refuses.
 *
 * @param denial why somebody said no: its author reads it on the incident's page.
 */
export const moveIncident = (
  by: StaffActor | SystemActor,
  incidentId: string,
  rule: (found: Incident) => Verdict<Moved>,
  now: Date,
  more: { readonly policyNumber?: number } = {},
  denial?: string,
): Promise<Moved> =>
  transact(by, now, async (tx, settle) => {
    await holdIncident(tx, incidentId);
    const row = await lockIncident(tx, incidentId);
    if (!row) throw new Refused(refuse("missing"));
    const { next } = settle(rule(ruled(row)));
    const denied = denial === undefined ? {} : { denialReason: await sealReason(tx, row.id, "denial", denial, now) };
    await saveIncident(tx, row.id, { ...next, ...more, ...denied });
    return next;
  });

/**
 * Its author proposes an incident, which another lead has to approve.
 * Refuses: missing, transition, stale, not_author, incomplete (each field), nobody.
 */
export async function proposeIncident(by: StaffActor, input: HeldIncident, now: Date): Promise<void> {
  const { document, number: policyNumber } = await currentPolicy();
  const stored = await read((tx) => openIncident(tx, { id: input.incidentId }));
  // The rules that are in force when it is proposed are those that it is carried out under.
  const opened = { ...stored, row: { ...stored.row, policyNumber } };
  const preview = await read((tx) => previewStored(tx, opened, [opened.row.createdBy], now));
  const { title, facts } = opened.content;
  const faults = title
    ? preview.faults
    : [...preview.faults, { pointer: "/title", reason: { zh: "请填写名称", en: "Give it a title" } }];
  await moveIncident(
    by,
    input.incidentId,
    (found) => {
      const verdict = proposeRule(
        found,
        by,
        input.version,
        saidBy(opened),
        { title, facts },
        preview.going,
        document.thresholds.proposalHours,
        now,
      );
      // Who may not propose it is told so first, and not what is wrong with it.
      return verdict.ok && faults.length > 0 ? { ok: false, refusal: refuse("incomplete", {}, faults) } : verdict;
    },
    now,
    { policyNumber },
  );
}

/** Its author takes a proposal back. Refuses: missing, transition, stale, not_author. */
export async function withdrawIncident(by: StaffActor, input: HeldIncident, now: Date): Promise<void> {
  await moveIncident(by, input.incidentId, (found) => withdrawRule(found, by, input.version), now);
}

/** Another lead sends it back with a reason. Refuses: missing, transition, stale, own_proposal, lapsed. */
export async function returnIncident(by: StaffActor, input: ReasonedIncident, now: Date): Promise<void> {
  const { incidentId, version, reason } = input;
  await moveIncident(by, incidentId, (found) => sendBack(found, by, version, reason, now), now, {}, reason);
}

/**
 * Another lead lets it run; from here on the worker carries it out, each subject judged again as it is then.
 * Refuses: missing, transition, stale, own_proposal, lapsed, nobody, incomplete (what has become wrong meanwhile).
 */
export async function approveIncident(by: StaffActor, input: HeldIncident, now: Date): Promise<void> {
  const { going, faults } = await previewIncident(by, input.incidentId, now);
  await moveIncident(
    by,
    input.incidentId,
    (found) => {
      const verdict = approveRule(found, by, input.version, going, now);
      return verdict.ok && faults.length > 0 ? { ok: false, refusal: refuse("incomplete", {}, faults) } : verdict;
    },
    now,
  );
}

const lapsing: SystemActor = { kind: "system", name: "incident" };
const lapseLimit = 50;

/** Proposals that nobody answered are drafts again. For the worker; returns how many. */
export async function lapseIncidents(now: Date): Promise<number> {
  const due = await read((tx) => lapsedIds(tx, now, lapseLimit));
  let lapsed = 0;
  for (const { id } of due) {
    try {
      await moveIncident(lapsing, id, (found) => lapseRule(found, now), now);
      lapsed++;
    } catch (error) {
      // Somebody answered, or another worker was faster: nothing was written.
      if (!(error instanceof Refused)) throw error;
    }
  }
  return lapsed;
}
