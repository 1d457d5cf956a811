import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import type { IncidentRowState, IncidentState, RowCause, SelectionKind } from "../../server/incidents/contract-words";
import { at, bytea, id } from "./columns";

/** 应急处置: one measure on many subjects, proposed by one lead and approved by another. */
export const incident = pgTable(
  "incident",
  {
    id: id("id").primaryKey(),
    /** `I-0012` is made of it. */
    number: bigint("number", { mode: "number" }).generatedAlwaysAsIdentity({ name: "incident_number_seq" }).notNull(),
    state: text("state").$type<IncidentState>().notNull(),
    /** All its subjects are of one kind: group account. */
    subjectKind: text("subject_kind").$type<"group" | "account">().notNull(),
    /** How they were collected: query list. */
    collected: text("collected").$type<SelectionKind>().notNull(),
    measureKey: text("measure_key").notNull(),
    /** Public parameters, without the items to put right. */
    parameters: jsonb("parameters").notNull(),
    days: integer("days"),
    /** Key of the clause. */
    clause: text("clause").notNull(),
    policyNumber: integer("policy_number").notNull(),
    /** What a person wrote, and what she searched or pasted: {title, facts, items, authority, filter, unknown}, sealed under its own key. */
    texts: bytea("texts").notNull(),
    /** Subjects in it. */
    total: integer("total").notNull(),
    createdBy: id("created_by").notNull(),
    createdAt: at("created_at").notNull(),
    proposedAt: at("proposed_at"),
    lapsesAt: at("lapses_at"),
    approvedBy: id("approved_by"),
    approvedAt: at("approved_at"),
    /** When its last subject was done, or it was stopped. */
    finishedAt: at("finished_at"),
    stoppedBy: id("stopped_by"),
    /** Who asked to take it back, why (sealed) and until when somebody else may agree. */
    reversalBy: id("reversal_by"),
    reversalReason: bytea("reversal_reason"),
    reversalLapsesAt: at("reversal_lapses_at"),
    reversalApprovedBy: id("reversal_approved_by"),
    reversalApprovedAt: at("reversal_approved_at"),
    reversedAt: at("reversed_at"),
    /** Who last returned it or turned its reversal down, when, and why (sealed). */
    deniedBy: id("denied_by"),
    deniedAt: at("denied_at"),
    denialReason: bytea("denial_reason"),
    version: integer("version").notNull(),
    /** Of the entry that drafted it. */
    eventId: id("event_id").notNull(),
  },
  (t) => [
    uniqueIndex("incident_number_key").on(t.number),
    uniqueIndex("incident_event_key").on(t.eventId),
    index("incident_state_idx").on(t.state, t.number.desc().nullsFirst()),
    // What the worker looks for, again and again.
    index("incident_running_idx").on(t.number).where(sql`state in ('running', 'reversing')`),
    index("incident_lapses_idx").on(t.lapsesAt).where(sql`state = 'proposed'`),
    check(
      "incident_two_people_check",
      sql`(state in ('draft', 'proposed')) = (approved_by is null) and approved_by is distinct from created_by`,
    ),
    check(
      "incident_reversal_two_people_check",
      sql`(state in ('reversing', 'reversed')) = (reversal_approved_by is not null) and (reversal_approved_by is null or reversal_by <> reversal_approved_by)`,
    ),
    check(
      "incident_denial_check",
      sql`(denied_by is null) = (denied_at is null) and (denied_by is null) = (denial_reason is null)`,
    ),
    check("incident_finished_check", sql`(state in ('draft', 'proposed', 'running')) = (finished_at is null)`),
  ],
);

/** One subject of an incident and what became of it. Each is carried out once: its state moves in the transaction that does it. */
export const incidentRow = pgTable(
  "incident_row",
  {
    incidentId: id("incident_id").notNull(),
    /** From 1, in the order of collecting. */
    ordinal: integer("ordinal").notNull(),
    subjectId: id("subject_id").notNull(),
    /** waiting done left_out failed, then of what was done: reversed kept unreversed */
    state: text("state").$type<IncidentRowState>().notNull(),
    /** Why it was left out, failed or could not be taken back: a word of ours. */
    cause: text("cause").$type<RowCause>(),
    decisionId: id("decision_id"),
    measureId: id("measure_id"),
    caseNumber: integer("case_number"),
    /** How often carrying it out broke off. */
    attempts: smallint("attempts").notNull().default(0),
    settledAt: at("settled_at"),
  },
  (t) => [
    primaryKey({ name: "incident_row_pkey", columns: [t.incidentId, t.ordinal] }),
    uniqueIndex("incident_row_subject_key").on(t.incidentId, t.subjectId),
    uniqueIndex("incident_row_decision_key").on(t.decisionId).where(sql`decision_id is not null`),
    index("incident_row_state_idx").on(t.incidentId, t.state, t.ordinal),
  ],
);
