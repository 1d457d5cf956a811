import { noticeTokenHash } from "../../delivery/service/order";
import { disclose } from "../../disclose";
import type { PublicActor, StaffActor } from "../../kernel/actor";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import { denied } from "../../kernel/verdict";
import { open, seal } from "../../privacy/seal";
import { read } from "../../read";
import { transact } from "../../transact";
import {
  type Owed,
  type RectificationState,
  type RectificationsInput,
  refuse,
  type SubmitRectification,
} from "../contract";
import { submitRectification as submitRule } from "../rules-rectification";
import { lockRectification, noticeByHash, rectificationOf, saveMeasure, saveRectification } from "../store";
import { ownsAny } from "../store-ground";
import { type RectificationPlace, rectificationsPage } from "../store-list";
import { measureFor, openMeasure } from "./end";

const tokenShape = /^[A-Za-z0-9_-]{43}$/;
const by: PublicActor = { kind: "public", via: "notice" };
const about = (groupId: string) => `group:${groupId}`;
/** What an answer is sealed for: it opens for nothing else. */
const answerPurpose = (measureId: string) => `rectification:${measureId}:answer`;

/** What the holder of a notice's address owes; null when it asks for nothing, or there is no such notice. */
export const owedBy = (token: string, now: Date): Promise<Owed | null> =>
  read(async (tx) => {
    const found = tokenShape.test(token) ? await noticeByHash(tx, noticeTokenHash(token), now) : null;
    const owed = found && (await rectificationOf(tx, found));
    if (!owed) return null;
    const { state, dueAt, submittedAt } = owed.rectification;
    const holds = owed.measureState === "in_force";
    return {
      state: state as RectificationState,
      dueAt,
      submittedAt,
      isOpen: state === "assigned" && holds && dueAt > now,
      isOver: !holds && state !== "passed" && state !== "failed",
    };
  });

/**
 * Takes what a group says that it put right, from whoever holds the address of its notice: once, and in time.
 * Refuses: missing, measure_transition, rectification_transition, rectification_late.
 */
export async function submitRectification(token: string, { text }: SubmitRectification, now: Date): Promise<Owed> {
  const owed = tokenShape.test(token)
    ? await read(async (tx) => {
        const found = await noticeByHash(tx, noticeTokenHash(token), now);
        return found && rectificationOf(tx, found);
      })
    : null;
  if (!owed) throw new Refused(refuse("missing"));
  const before = await measureFor(owed.measureId);
  return transact(by, now, async (tx, settle) => {
    const { row, held } = await openMeasure(tx, by, before);
    const rectification = await lockRectification(tx, row.id);
    if (!rectification) throw new Refused(refuse("missing"));
    const state = rectification.state as RectificationState;
    const { next } = settle(submitRule(held, { ...rectification, state }, text, now));
    const sealed = { about: about(rectification.groupId), purpose: answerPurpose(row.id), value: text };
    await saveRectification(tx, row.id, {
      state: next.state,
      version: rectification.version + 1,
      answer: await seal(tx, now, sealed),
      submittedAt: now,
    });
    await saveMeasure(tx, row.id, { version: row.version + 1 });
    return { state: next.state, dueAt: rectification.dueAt, submittedAt: now, isOpen: false, isOver: false };
  });
}

const pageRows = 50;

function placeOf(cursor: string | null | undefined): RectificationPlace | null {
  if (!cursor) return null;
  const [at, id] = fromCursor(cursor, 2) ?? [];
  const dueAt = new Date(String(at));
  if (Number.isNaN(dueAt.getTime()) || !/^[0-9a-f-]{36}$/.test(String(id))) throw new Refused(refuse("bad_cursor"));
  return { dueAt, id: String(id) };
}

/** Rectifications that are not over, those that are due first first. Refuses: bad_cursor. */
export const listRectifications = ({ state, cursor }: RectificationsInput, now: Date) =>
  read(async (tx): Promise<Page<Awaited<ReturnType<typeof rectificationsPage>>[number]>> => {
    const rows = await rectificationsPage(tx, state, now, placeOf(cursor), pageRows + 1);
    const shown = rows.slice(0, pageRows);
    const last = shown.at(-1);
    return {
      rows: shown,
      next: rows.length > pageRows && last ? toCursor([last.dueAt.toISOString(), last.id]) : null,
    };
  });

/**
 * Opens what a group answered; the log says who read it. Null where it was erased.
 * Refuses: missing, also where nothing was answered; own_subject.
 */
export async function readAnswer(by: StaffActor, measureId: string, now: Date): Promise<string | null> {
  const { measure } = await measureFor(measureId);
  return disclose(
    by,
    now,
    async (tx) => {
      const rectification = await lockRectification(tx, measureId);
      if (!rectification?.answer) return denied(refuse("missing"));
      if (await ownsAny(tx, by.id, [measure.subjectId])) return denied(refuse("own_subject"));
      return {
        ok: true,
        next: { about: about(rectification.groupId), sealed: rectification.answer },
        entry: {
          kind: "disclosure",
          action: "disclosure.rectification",
          subject: { kind: "measure", id: measureId, version: null },
          pub: {},
          caseId: measure.caseId,
        },
        effects: [],
      };
    },
    (tx, found) => open(tx, { ...found, purpose: answerPurpose(measureId) }),
  );
}
