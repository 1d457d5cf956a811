import * as z from "zod";
import type { Reader } from "../../../db/client";
import { may } from "../../access/matrix";
import type { StaffActor } from "../../kernel/actor";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import type { MeasureKey } from "../../policy/contract";
import { leafOf } from "../../policy/rules";
import { policyAt } from "../../policy/service";
import { read } from "../../read";
import { subjectsByIds } from "../../registry/service/collect";
import {
  type IncidentFigures,
  type IncidentRowState,
  type IncidentRowsInput,
  type IncidentState,
  type IncidentsInput,
  type IncidentTexts,
  parseIncidentNumber,
  type RowCause,
  refuse,
} from "../contract";
import { incidentMove } from "../rules";
import { isAsked } from "../rules-reverse";
import { causesOf, figuresOf, type IncidentRecord, incidentBy, incidentsPage, namesOf, rowsPage } from "../store";
import { actsFor } from "../view";
import { contentOf, ruled } from "./draft";
import { reasonOf, textsOf } from "./texts";

export type IncidentListed = {
  readonly id: string;
  readonly number: number;
  readonly state: IncidentState;
  readonly title: string;
  readonly kind: "group" | "account";
  readonly measure: MeasureKey;
  readonly total: number;
  /** While it is at work; else its page counts them. */
  readonly figures: IncidentFigures | null;
  readonly author: string;
  readonly isMine: boolean;
  /** Waits for this person to agree: to carry it out, or to take it back. */
  readonly isWaiting: boolean;
  /** A second person sent it back with a reason, and it has not been proposed again. */
  readonly isReturned: boolean;
  /** Somebody has asked to take it back, and nobody has answered. */
  readonly isAsked: boolean;
  readonly createdAt: Date;
};

const place = z.tuple([z.int().min(1)]);
const placeOf = (cursor: string | undefined): number | null => {
  if (cursor === undefined) return null;
  const found = place.safeParse(fromCursor(cursor, 1));
  if (!found.success) throw new Refused(refuse("bad_cursor"));
  return found.data[0];
};

/** A page of incidents, newest first. Refuses: bad_cursor. */
export async function listIncidents(by: StaffActor, input: IncidentsInput, now: Date): Promise<Page<IncidentListed>> {
  const { state, cursor, limit } = input;
  const before = placeOf(cursor);
  return read(async (tx) => {
    const found = await incidentsPage(tx, state, before, limit + 1);
    const rows = found.slice(0, limit);
    const [figures, texts, names] = await Promise.all([
      figuresOf(
        tx,
        rows.filter(({ state }) => state === "running" || state === "reversing").map(({ id }) => id),
      ),
      textsOf(tx, rows),
      namesOf(
        tx,
        rows.map(({ createdBy }) => createdBy),
      ),
    ]);
    const last = rows.at(-1);
    return {
      rows: rows.map((row) => ({
        id: row.id,
        number: row.number,
        state: row.state,
        title: (texts.get(row.id) as IncidentTexts).title,
        kind: row.subjectKind,
        measure: row.measureKey as MeasureKey,
        total: row.total,
        figures: figures.get(row.id) ?? null,
        author: names.get(row.createdBy) ?? "",
        isMine: row.createdBy === by.id,
        isWaiting: actsFor(ruled(row), by, now).some((act) => act === "approve" || act === "approve_reversal"),
        isReturned: row.state === "draft" && row.deniedAt !== null,
        isAsked: incidentMove(row.state, "approve_reversal").ok && isAsked(row, now),
        createdAt: row.createdAt,
      })),
      next: found.length > limit && last ? toCursor([last.number]) : null,
    };
  });
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An incident as its address names it, by number or id. Refuses: missing. */
export async function namedIncident(tx: Reader, name: string): Promise<IncidentRecord> {
  const number = parseIncidentNumber(name);
  const isId = number === null && uuid.test(name);
  const row = number === null && !isId ? null : await incidentBy(tx, number === null ? { id: name } : { number });
  if (!row) throw new Refused(refuse("missing"));
  return row;
}

/** One incident by number or id, with what this person may do with it. Refuses: missing. */
export async function showIncident(by: StaffActor, name: string, now: Date) {
  return read(async (tx) => {
    const row = await namedIncident(tx, name);
    const [texts, figures, causes, reason, denial, policy, names] = await Promise.all([
      textsOf(tx, [row]),
      figuresOf(tx, [row.id]),
      causesOf(tx, row.id),
      reasonOf(tx, row, "reversal"),
      reasonOf(tx, row, "denial"),
      policyAt(row.policyNumber),
      namesOf(tx, [row.createdBy, row.approvedBy, row.stoppedBy, row.reversalBy, row.reversalApprovedBy, row.deniedBy]),
    ]);
    const opened = texts.get(row.id) as IncidentTexts;
    const { measure, ...content } = contentOf(row, opened);
    const leaf = leafOf(policy, row.clause);
    const nameOf = (id: string | null) => id && (names.get(id) ?? "");
    return {
      id: row.id,
      number: row.number,
      state: row.state,
      version: row.version,
      collected: row.collected,
      ...content,
      measure,
      filter: opened.filter,
      clauseText: leaf ? { clause: leaf.clause, names: leaf.names } : null,
      policyLabel: policy.document.label,
      total: row.total,
      unknown: opened.unknown.length,
      figures: figures.get(row.id) as IncidentFigures,
      causes: causes.map(({ state, cause, count }) => ({ state, cause: cause as RowCause, count })),
      author: nameOf(row.createdBy) as string,
      createdAt: row.createdAt,
      proposedAt: row.proposedAt,
      lapsesAt: row.lapsesAt,
      approver: nameOf(row.approvedBy),
      approvedAt: row.approvedAt,
      finishedAt: row.finishedAt,
      stopper: nameOf(row.stoppedBy),
      reversal: row.reversalBy
        ? {
            by: nameOf(row.reversalBy) as string,
            reason,
            lapsesAt: row.reversalLapsesAt,
            isOpen: row.reversalApprovedBy === null && isAsked(row, now),
            approver: nameOf(row.reversalApprovedBy),
            approvedAt: row.reversalApprovedAt,
            reversedAt: row.reversedAt,
          }
        : null,
      /** Who last said no, and why: to carrying it out, or to taking it back. */
      denial:
        row.deniedAt && denial !== null
          ? {
              by: nameOf(row.deniedBy) as string,
              at: row.deniedAt,
              reason: denial,
              of: row.finishedAt && row.deniedAt >= row.finishedAt ? ("reversal" as const) : ("proposal" as const),
            }
          : null,
      acts: actsFor(ruled(row), by, now),
      mayExport: may(by.roles, "incident.export"),
    };
  });
}

export type IncidentShown = Awaited<ReturnType<typeof showIncident>>;

export type IncidentSubject = {
  readonly ordinal: number;
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly state: IncidentRowState;
  readonly cause: RowCause | null;
  readonly caseNumber: number | null;
  readonly measureId: string | null;
  readonly settledAt: Date | null;
};

/** A page of an incident's subjects, each with its result, in the order of collecting. Refuses: missing, bad_cursor. */
export async function listSubjects(input: IncidentRowsInput): Promise<Page<IncidentSubject>> {
  const { incidentId, state, cursor, limit } = input;
  const after = placeOf(cursor) ?? 0;
  return read(async (tx) => {
    const found = await incidentBy(tx, { id: incidentId });
    if (!found) throw new Refused(refuse("missing"));
    const all = await rowsPage(tx, incidentId, state, after, limit + 1);
    const rows = all.slice(0, limit);
    const subjects = new Map(
      (
        await subjectsByIds(
          tx,
          found.subjectKind,
          rows.map(({ subjectId }) => subjectId),
        )
      ).map((subject) => [subject.id, subject]),
    );
    const last = rows.at(-1);
    return {
      rows: rows.map((row) => ({
        ordinal: row.ordinal,
        id: row.subjectId,
        code: subjects.get(row.subjectId)?.code ?? "",
        name: subjects.get(row.subjectId)?.name ?? "",
        state: row.state,
        cause: row.cause,
        caseNumber: row.caseNumber,
        measureId: row.measureId,
        settledAt: row.settledAt,
      })),
      next: all.length > limit && last ? toCursor([last.ordinal]) : null,
    };
  });
}
