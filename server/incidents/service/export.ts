import type { Reader } from "../../../db/client";
import type { Language } from "../../../messages/languages";
import type { ExportFormat } from "../../exports/contract";
import { type ExportedFile, exportTable, pages } from "../../exports/service";
import type { StaffActor } from "../../kernel/actor";
import type { MeasureKey } from "../../policy/contract";
import { read } from "../../read";
import { subjectsByIds } from "../../registry/service/collect";
import { type IncidentRowState, incidentNumber } from "../contract";
import { subjectCells, subjectsHeader, subjectsTitle } from "../export-file";
import { type IncidentRowRecord, rowsPage } from "../store";
import { namedIncident } from "./show";
import { textsOf } from "./texts";

/** Which subjects: those that the page lists under this result; all of them without one. */
export type SubjectsAsked = { readonly name: string; readonly state: IncidentRowState | undefined };

/**
 * A file of an incident's subjects, each with its result, in the order of collecting. Without a result to filter by,
 * what its list named and nobody has stands at the end, so that every line of the list has its answer. Refuses:
 * missing, busy (exports).
 *
 * @returns the file, which the caller reads or closes.
 */
export async function exportSubjects(
  by: StaffActor,
  { name, state }: SubjectsAsked,
  format: ExportFormat,
  language: Language,
  now: Date,
): Promise<ExportedFile> {
  const { id, number, subjectKind: kind } = await read((tx) => namedIncident(tx, name));
  const rows = async function* (tx: Reader) {
    const found = await namedIncident(tx, id);
    const incident = { state: found.state, measure: found.measureKey as MeasureKey };
    const page = (last: IncidentRowRecord | null, limit: number) => rowsPage(tx, id, state, last?.ordinal ?? 0, limit);
    for await (const batch of pages(page)) {
      const ids = batch.map(({ subjectId }) => subjectId);
      const subjects = new Map((await subjectsByIds(tx, kind, ids)).map((subject) => [subject.id, subject]));
      yield batch.map((row) =>
        subjectCells({ row, subject: subjects.get(row.subjectId) ?? null, incident }, kind, language, by.roles),
      );
    }
    if (state) return;
    const unknown = (await textsOf(tx, [found])).get(id)?.unknown ?? [];
    if (unknown.length > 0) yield unknown.map((word) => subjectCells({ unknown: word }, kind, language, by.roles));
  };
  return exportTable(
    by,
    {
      action: "disclosure.incident_exported",
      asked: { incident: number, filter: state ? { state } : {} },
      name: incidentNumber(number),
      title: subjectsTitle(language),
      header: subjectsHeader(language),
      rows,
    },
    format,
    now,
  );
}
