import * as z from "zod";
import { may } from "../../access/matrix";
import type { StaffActor } from "../../kernel/actor";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { lockSubject } from "../../registry/service/subjects";
import { transact } from "../../transact";
import { type BlacklistInput, countedListed, type KeepListed, refuse } from "../contract";
import { keepListed as keepRule } from "../rules-review";
import { lockMeasure, measureById, saveMeasure } from "../store";
import { countListed, listedPage } from "../store-blacklist";
import { heldOf, ownSubjects, ownsAny } from "../store-ground";

export type ListedRow = {
  readonly id: string;
  readonly version: number;
  readonly caseNumber: number;
  readonly subjectKind: "group" | "account";
  readonly subjectName: string;
  readonly subjectCode: string;
  readonly functions: readonly string[];
  readonly from: Date;
  readonly reviewAt: Date;
  readonly isDue: boolean;
  /** May this person review this entry? Nobody reviews her own account or group. */
  readonly mayReview: boolean;
};

export type ListedPage = Page<ListedRow> & {
  /** Counted up to a limit, which a screen shows as such. */
  readonly counts: { readonly all: number; readonly due: number };
};

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/** Who is on the blacklist now, those due for review first; `due`: only those. Refuses: bad_cursor. */
export async function listBlacklist(by: StaffActor, input: BlacklistInput, now: Date): Promise<ListedPage> {
  const at = input.cursor === undefined ? null : place.safeParse(fromCursor(input.cursor, 2));
  if (at && !at.success) throw new Refused(refuse("bad_cursor"));
  const after = at?.data ? { dueAt: new Date(at.data[0]), id: at.data[1] } : null;
  return read(async (tx) => {
    const [rows, all, due, own] = await Promise.all([
      listedPage(tx, now, input.due, after, input.limit + 1),
      countListed(tx, now, false, countedListed),
      countListed(tx, now, true, countedListed),
      ownSubjects(tx, by.id),
    ]);
    const shown = rows.slice(0, input.limit);
    const last = shown.at(-1);
    return {
      rows: shown.map(({ measure: row, dueAt, caseNumber }): ListedRow => {
        const { functions } = row.parameters as { functions?: readonly string[] };
        return {
          id: row.id,
          version: row.version,
          caseNumber,
          subjectKind: row.subjectKind as "group" | "account",
          subjectName: row.subjectName,
          subjectCode: row.subjectCode,
          functions: functions ?? [],
          from: row.from,
          reviewAt: dueAt,
          isDue: dueAt <= now,
          mayReview: may(by.roles, "blacklist.review") && !own.has(row.subjectId),
        };
      }),
      next: rows.length > input.limit && last ? toCursor([last.dueAt.toISOString(), last.measure.id]) : null,
      counts: { all, due },
    };
  });
}

/**
 * A review that lets an entry stay until another date. To take somebody off the list is to lift the measure.
 * Refuses: missing, own_subject, not_listed, measure_transition, stale, review_date.
 */
export async function keepListed(by: StaffActor, input: KeepListed, now: Date): Promise<void> {
  const before = await read((tx) => measureById(tx, input.measureId));
  if (!before) throw new Refused(refuse("missing"));
  const { subjectKind, subjectId } = before.measure;
  await transact(by, now, async (tx, settle) => {
    const subject = await lockSubject(tx, subjectKind as "group" | "account", subjectId);
    const row = await lockMeasure(tx, input.measureId);
    if (!row) throw new Refused(refuse("missing"));
    if (await ownsAny(tx, by.id, [row.subjectId])) throw new Refused(refuse("own_subject"));
    const held = { ...heldOf(row, before.decision.caseNumber), reviewAt: row.reviewAt };
    const { next } = settle(keepRule(subject, held, input, now));
    await saveMeasure(tx, row.id, next);
  });
}
