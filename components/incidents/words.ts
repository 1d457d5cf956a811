import type { StatusGlyph } from "@/components/ui/status-word";
import {
  type IncidentRowState,
  type IncidentState,
  incidentRowStates,
  type RowWord,
} from "@/server/incidents/contract-words";

export const stateGlyphs = {
  draft: "ring",
  proposed: "clock",
  running: "half",
  done: "tick",
  stopped: "bar",
  reversing: "half",
  reversed: "cross",
} as const satisfies Record<IncidentState, StatusGlyph>;

export const rowGlyphs = {
  waiting: "ring",
  done: "tick",
  left_out: "bar",
  failed: "triangle",
  reversed: "cross",
  kept: "bar",
  unreversed: "triangle",
  never: "bar",
} as const satisfies Record<RowWord, StatusGlyph>;

/** A word of an address that is the state of a subject. */
export const isRowState = (text: string | null | undefined): text is IncidentRowState =>
  incidentRowStates.some((state) => state === text);
