import { type BatchCause, batchCauses } from "../enforcement/contract-batch";

export { incidentNumber } from "../enforcement/contract-batch";

/** States of an incident. Source: `domain.md`, "States". */
export const incidentStates = ["draft", "proposed", "running", "done", "stopped", "reversing", "reversed"] as const;
export type IncidentState = (typeof incidentStates)[number];

/** How its subjects were collected. */
export const selectionKinds = ["query", "list"] as const;
export type SelectionKind = (typeof selectionKinds)[number];

/** What became of one subject. `kept` and `unreversed` are measures that a reversal did not take back. */
export const incidentRowStates = ["waiting", "done", "left_out", "failed", "reversed", "kept", "unreversed"] as const;
export type IncidentRowState = (typeof incidentRowStates)[number];

/** How the state of a subject is called: what an incident leaves waiting when it ends is never carried out. */
export type RowWord = IncidentRowState | "never";
export const rowWord = (row: IncidentRowState, incident: IncidentState): RowWord =>
  row === "waiting" && !["draft", "proposed", "running"].includes(incident) ? "never" : row;

/** Why a measure stays although the incident is taken back. */
export const keptCauses = ["ended_already", "own_subject", "erased"] as const;
/** `error`: something broke several times; the operator's log says what. */
export const rowCauses = [...batchCauses, "ended_already", "error"] as const;
export type LeftOutCause = BatchCause;
export type KeptCause = (typeof keptCauses)[number];
export type RowCause = (typeof rowCauses)[number];

/** Subjects in one incident at most. */
export const subjectLimit = 5_000;
/** A pasted or uploaded list: 5,000 ids of at most 255 characters would be more than anybody has. */
export const listTextLimit = 400_000;
/** Subjects shown as samples in a preview. */
export const sampleCount = 5;
/** High-impact subjects and unknown ids named in a preview. */
export const namedLimit = 20;
export const longestTitle = 80;

/** `I-0012` → `12`; null for anything else. */
export function parseIncidentNumber(text: string): number | null {
  const found = /^I-(\d{4,9})$/i.exec(text.trim());
  return found ? Number(found[1]) : null;
}
