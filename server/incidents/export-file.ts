import commonEn from "../../messages/en/common.json";
import enforcementEn from "../../messages/en/enforcement.json";
import wordsEn from "../../messages/en/incidents.json";
import type { Language } from "../../messages/languages";
import commonZh from "../../messages/zh-CN/common.json";
import enforcementZh from "../../messages/zh-CN/enforcement.json";
import wordsZh from "../../messages/zh-CN/incidents.json";
import { caseNumber } from "../cases/contract";
import { nameFor, timeCell } from "../exports/cells";
import type { Role } from "../kernel/actor";
import type { MeasureKey } from "../policy/contract";
import type { Subject } from "../registry/contract";
import { type IncidentState, rowWord } from "./contract";
import type { IncidentRowRecord } from "./store";

/** The screen's own words, so that a file and the page beside it say the same. */
const catalogues = {
  en: { words: wordsEn, enforcement: enforcementEn, erased: commonEn.erased },
  "zh-CN": { words: wordsZh, enforcement: enforcementZh, erased: commonZh.erased },
} as const;

/** A subject of an incident with its result; or what somebody listed that is nobody's code or id. */
export type FiledRow =
  | {
      readonly row: IncidentRowRecord;
      readonly subject: Subject | null;
      readonly incident: { readonly state: IncidentState; readonly measure: MeasureKey };
    }
  | { readonly unknown: string };

type Cell = (
  row: Exclude<FiledRow, { unknown: string }>,
  language: Language,
  roles: readonly Role[],
  kind: "group" | "account",
) => string;
type Column = { readonly name: keyof (typeof wordsEn)["export"]["column"]; readonly cell: Cell };

const columns: readonly Column[] = [
  { name: "place", cell: ({ row }) => String(row.ordinal) },
  { name: "kind", cell: (_, language, _roles, kind) => catalogues[language].enforcement.kind[kind] },
  { name: "code", cell: ({ subject }) => subject?.code ?? "" },
  { name: "externalId", cell: ({ subject }) => subject?.externalId ?? "" },
  {
    name: "subject",
    cell: ({ subject }, language, roles, kind) =>
      nameFor(roles, kind, subject?.name ?? "") || catalogues[language].erased,
  },
  {
    name: "result",
    cell: ({ row, incident }, language) => catalogues[language].words.row[rowWord(row.state, incident.state)],
  },
  { name: "cause", cell: ({ row }, language) => (row.cause ? catalogues[language].words.cause[row.cause] : "") },
  {
    name: "measure",
    cell: ({ row, incident }, language) =>
      row.measureId ? catalogues[language].enforcement.measure[incident.measure] : "",
  },
  { name: "case", cell: ({ row }) => (row.caseNumber === null ? "" : caseNumber(row.caseNumber)) },
  { name: "measureId", cell: ({ row }) => row.measureId ?? "" },
  { name: "decisionId", cell: ({ row }) => row.decisionId ?? "" },
  { name: "settled", cell: ({ row }) => timeCell(row.settledAt) },
];

/** The names of the columns, in their order. */
export const subjectsHeader = (language: Language): string[] =>
  columns.map(({ name }) => catalogues[language].words.export.column[name]);

/** The cells of a row, as somebody with these roles may see it. */
export function subjectCells(
  filed: FiledRow,
  kind: "group" | "account",
  language: Language,
  roles: readonly Role[],
): string[] {
  if ("unknown" in filed) {
    const said: Partial<Record<Column["name"], string>> = {
      externalId: filed.unknown,
      result: catalogues[language].words.preview.unknown,
      cause: catalogues[language].words.export.unknown,
    };
    return columns.map(({ name }) => said[name] ?? "");
  }
  return columns.map(({ cell }) => cell(filed, language, roles, kind));
}

/** What the sheet is called. */
export const subjectsTitle = (language: Language): string => catalogues[language].words.screen.subjects;
