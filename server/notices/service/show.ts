import { may } from "../../access/matrix";
import { config } from "../../config";
import type { StaffActor } from "../../kernel/actor";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { type FieldFault, Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import { read } from "../../read";
import { type BothTexts, type PreviewTexts, refuse } from "../contract";
import { maySettle } from "../rules";
import { writeNotice } from "../rules-notice";
import { sampleFacts } from "../rules-sample";
import { textsFaults } from "../rules-template";
import { lastNumber, listSets, namesOf, openDraft } from "../store";
import { noticeSetAt } from "./current";

/** Somebody as the console names her: the log's reference, and a name where there is one. */
type Person = { readonly ref: string; readonly name: string | null };
const person = (names: ReadonlyMap<string, string>, ref: string): Person => ({ ref, name: names.get(ref) ?? null });

export type VersionRow = {
  readonly number: number;
  readonly label: string;
  readonly sha256: string;
  readonly drafters: readonly Person[];
  readonly publisher: Person;
  readonly publishedAt: Date;
};

/** Published versions, newest first. Refuses: bad_cursor. */
export async function listVersions(input: { cursor?: string | null; limit: number }): Promise<Page<VersionRow>> {
  const at = input.cursor ? fromCursor(input.cursor, 1) : [2_147_483_647];
  if (!at || !Number.isSafeInteger(at[0])) throw new Refused(refuse("bad_cursor"));
  const before = Math.min(at[0] as number, 2_147_483_647);
  return read(async (tx) => {
    const rows = await listSets(tx, before, input.limit + 1);
    const shown = rows.slice(0, input.limit);
    const names = await namesOf(
      tx,
      shown.flatMap(({ drafters, publishedBy }) => [...drafters, publishedBy]),
    );
    const last = shown.at(-1);
    return {
      rows: shown.map(({ drafters, publishedBy, ...row }) => ({
        ...row,
        drafters: drafters.map((ref) => person(names, ref)),
        publisher: person(names, publishedBy),
      })),
      next: rows.length > input.limit && last ? toCursor([last.number]) : null,
    };
  });
}

/** One version with the texts of the one before it; without a number, the one in force. Refuses: missing. */
export const showVersion = (number?: number) =>
  read(async (tx) => {
    const newest = await lastNumber(tx);
    const set = await noticeSetAt(tx, number ?? newest);
    const before = set.number > 1 ? (await noticeSetAt(tx, set.number - 1)).texts : null;
    return { ...set, before, isInForce: set.number === newest };
  });

/** The draft that is open, with the texts in force beside it, and what this person may do with it; null when none is. */
export const showDraft = (by: StaffActor) =>
  read(async (tx) => {
    const draft = await openDraft(tx);
    if (!draft) return null;
    const inForce = await noticeSetAt(tx, await lastNumber(tx));
    const { drafters, savedBy, proposedBy, settledBy, ...rest } = draft;
    const names = await namesOf(tx, [...drafters, savedBy, ...[proposedBy, settledBy].filter((ref) => ref !== null)]);
    const bar = maySettle(draft, by);
    const mayDraft = may(by.roles, "notices.draft");
    return {
      ...rest,
      drafters: drafters.map((ref) => person(names, ref)),
      savedBy: person(names, savedBy),
      proposedBy: proposedBy === null ? null : person(names, proposedBy),
      settledBy: settledBy === null ? null : person(names, settledBy),
      inForce: { number: inForce.number, label: inForce.label, texts: inForce.texts },
      mayEdit: mayDraft && (draft.state === "draft" || draft.state === "returned"),
      mayWithdraw: mayDraft && draft.state === "proposed",
      /** Why this person may not publish or return it; null when she may. */
      bar: bar && { code: bar.code, sentence: bar.sentence },
    };
  });

/** Which version is in force, and how far the draft is: for the list of settings. */
export const noticesStanding = () =>
  read(async (tx) => {
    const [set, draft] = await Promise.all([lastNumber(tx).then((number) => noticeSetAt(tx, number)), openDraft(tx)]);
    return { number: set.number, label: set.label, draft: draft?.state ?? null };
  });

export type TextsPreview = {
  readonly faults: readonly FieldFault[];
  /** Null while a fault keeps the sample from being written. */
  readonly notice: BothTexts | null;
  /** Which place of the sample nothing fills; a fault that no rule of templates knows. */
  readonly unfilled: string | null;
};

/** What a sample notice reads with these texts, by the function that writes every notice, and what is wrong with them. */
export async function previewTexts({ texts, sample, isLongest }: PreviewTexts, now: Date): Promise<TextsPreview> {
  const faults = textsFaults(texts);
  const about = sampleFacts(sample, isLongest, await currentPolicy(), config().url, now);
  const written = writeNotice(texts, about);
  return {
    faults,
    notice: written.ok ? written.text : null,
    unfilled: written.ok ? null : written.unfilled,
  };
}
