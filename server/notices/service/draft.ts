import type { Tx } from "../../../db/client";
import { actorRef, type OperatorActor, type StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import type { Verdict } from "../../kernel/verdict";
import { reporterMarks } from "../../privacy/reporters";
import { read } from "../../read";
import { sqlState, transact } from "../../transact";
import { type MoveDraft, type NoticeTexts, type ReturnDraft, refuse, type SaveDraft } from "../contract";
import { builtInLabel, builtInTexts } from "../default";
import type { Draft, Standing } from "../rules";
import * as rules from "../rules";
import { insertSet, lockDraft, lockStanding, newestReporters, openDraft, saveSet } from "../store";
import { forgetNoticeSets } from "./current";

/** The database's own last word when two acts meet: one open draft, one version in force, one label. */
const uniqueViolation = "23505";

async function staleIfMet<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (sqlState(error) === uniqueViolation) throw new Refused(refuse("stale"));
    throw error;
  }
}

export type DraftMoved = { readonly id: string; readonly version: number; readonly number: number | null };
const told = ({ id, version, number }: Draft): DraftMoved => ({ id, version, number });

const columnsOf = ({ state, number, label, texts, sha256, drafters, version }: Draft, eventId: string) => ({
  state,
  number,
  label,
  texts,
  sha256,
  drafters: [...drafters],
  version,
  eventId,
});

/** Begins a draft with the texts in force. Refuses: not_allowed, open, missing. */
export const beginDraft = (by: StaffActor, now: Date): Promise<DraftMoved> =>
  staleIfMet(
    transact(by, now, async (tx, settle) => {
      const standing = await lockStanding(tx);
      const isOpen = (await openDraft(tx)) !== null;
      const { next, eventId } = settle(rules.begin(by, standing, { id: newId(now), isOpen }));
      await insertSet(tx, {
        id: next.id,
        basedOn: next.basedOn,
        ...columnsOf(next, eventId),
        savedBy: actorRef(by),
        savedAt: now,
      });
      return told(next);
    }),
  );

/** Moves the open draft by one rule, the version in force locked before it. Refuses: missing, and what the rule refuses. */
const move = (
  by: StaffActor,
  id: string,
  rule: (draft: Draft, standing: Standing) => Verdict<Draft>,
  more: Parameters<typeof saveSet>[2],
  now: Date,
  before?: (tx: Tx, standing: Standing, eventIds: readonly string[]) => Promise<void>,
): Promise<DraftMoved> =>
  staleIfMet(
    transact(by, now, async (tx, settle) => {
      const standing = await lockStanding(tx);
      const draft = await lockDraft(tx, id);
      if (!draft) throw new Refused(refuse("missing"));
      const { next, eventId, eventIds } = settle(rule(draft, standing));
      await before?.(tx, standing, eventIds);
      await saveSet(tx, id, { ...columnsOf(next, eventId), ...more });
      return told(next);
    }),
  );

/** Saves what the draft says. Refuses: missing, not_allowed, transition, stale, faulty (each text, language and placeholder). */
export const saveDraft = (by: StaffActor, input: SaveDraft, now: Date): Promise<DraftMoved> =>
  move(
    by,
    input.id,
    (draft, standing) => rules.save(draft, by, input, standing),
    { savedBy: actorRef(by), savedAt: now },
    now,
  );

/** Hands the draft to a second person. Refuses: missing, not_allowed, transition, stale, faulty, unchanged. */
export const proposeDraft = (by: StaffActor, { id, version }: MoveDraft, now: Date): Promise<DraftMoved> =>
  move(
    by,
    id,
    (draft, standing) => rules.propose(draft, by, version, standing),
    { proposedBy: actorRef(by), proposedAt: now },
    now,
  );

/** Takes the proposal back. Refuses: missing, not_allowed, transition, stale. */
export const withdrawDraft = (by: StaffActor, { id, version }: MoveDraft, now: Date): Promise<DraftMoved> =>
  move(by, id, (draft) => rules.withdraw(draft, by, version), {}, now);

/** Gives the draft up. Refuses: missing, not_allowed, transition, stale. */
export const discardDraft = (by: StaffActor, { id, version }: MoveDraft, now: Date): Promise<DraftMoved> =>
  move(by, id, (draft) => rules.discard(draft, by, version), {}, now);

/** The second person sends the proposal back with a reason. Refuses: missing, not_allowed, transition, stale, own_draft. */
export const returnDraft = (by: StaffActor, { id, version, reason }: ReturnDraft, now: Date): Promise<DraftMoved> =>
  move(
    by,
    id,
    (draft) => rules.sendBack(draft, by, version, reason),
    { settledBy: actorRef(by), settledAt: now, reason },
    now,
  );

/** Reports whose reporters are compared with what is published: the newest. */
const comparedReporters = 2_000;

/**
 * The second person publishes: in force at once, the one before it superseded.
 * Refuses: missing, not_allowed, transition, stale, own_draft, faulty, names_reporter.
 */
export async function publishDraft(by: StaffActor, { id, version }: MoveDraft, now: Date): Promise<DraftMoved> {
  const marks = await read(async (tx) =>
    reporterMarks(tx, await newestReporters(tx, comparedReporters), comparedReporters),
  );
  const published = await move(
    by,
    id,
    (draft, standing) => rules.publish(draft, by, version, standing, marks),
    { settledBy: actorRef(by), settledAt: now },
    now,
    async (tx, { inForce }, [, eventId]) => {
      if (inForce && eventId)
        await saveSet(tx, inForce.id, { state: "superseded", version: inForce.version + 1, eventId });
    },
  );
  forgetNoticeSets();
  return published;
}

/** Publishes the texts that come with Docket as version 1. Refuses: not_first, stale (another process was faster). */
export async function publishBuiltIn(
  by: OperatorActor,
  now: Date,
  given: { readonly label: string; readonly texts: NoticeTexts } = { label: builtInLabel, texts: builtInTexts },
): Promise<void> {
  await staleIfMet(
    transact(by, now, async (tx, settle) => {
      const { next, eventId } = settle(rules.publishBuiltIn(newId(now), given, by, await lockStanding(tx)));
      const ref = actorRef(by);
      await insertSet(tx, {
        id: next.id,
        basedOn: null,
        ...columnsOf(next, eventId),
        savedBy: ref,
        savedAt: now,
        settledBy: ref,
        settledAt: now,
      });
    }),
  );
  forgetNoticeSets();
}
