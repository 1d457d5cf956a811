import casesEn from "../../messages/en/cases.json";
import commonEn from "../../messages/en/common.json";
import wordsEn from "../../messages/en/enforcement.json";
import type { Language } from "../../messages/languages";
import casesZh from "../../messages/zh-CN/cases.json";
import commonZh from "../../messages/zh-CN/common.json";
import wordsZh from "../../messages/zh-CN/enforcement.json";
import { caseNumber } from "../cases/contract";
import { nameFor, timeCell } from "../exports/cells";
import type { Role, Source } from "../kernel/actor";
import type { Citation } from "../policy/contract";
import { citationText } from "../policy/rules-words";
import type { DeliveryState } from "./contract";
import { type Cause, incidentNumber } from "./contract-batch";
import type { MeasureRow } from "./store";

/** The screen's own words, so that a file and the page beside it say the same. */
const catalogues = {
  en: { words: wordsEn, sources: casesEn.source, erased: commonEn.erased, stop: ", " },
  "zh-CN": { words: wordsZh, sources: casesZh.source, erased: commonZh.erased, stop: "、" },
} as const;

/** A row of the ledger with what stands behind it. */
export type FiledMeasure = {
  readonly measure: MeasureRow;
  readonly caseNumber: number;
  readonly delivery: DeliveryState;
  readonly source: Source;
  /** Number and name of each clause, in the language of the file. */
  readonly clauses: readonly string[];
  readonly policyLabel: string;
  /** SHA-256 of the evidence that the decision rests on. */
  readonly evidence: readonly string[];
};

function parametersCell(parameters: Readonly<Record<string, unknown>>, language: Language): string {
  const { words, stop } = catalogues[language];
  const { from, to, functions, groups, scope, reviewAt, dueAt } = parameters;
  const time = (value: unknown) => (typeof value === "string" ? timeCell(new Date(value)) : "");
  return [
    typeof to === "string" ? `${String(from ?? "")} → ${to}` : "",
    Array.isArray(functions)
      ? functions.map((word: keyof typeof words.function) => words.function[word]).join(stop)
      : "",
    Array.isArray(groups) ? groups.join(" ") : typeof groups === "string" && groups !== "all" ? groups : "",
    typeof scope === "string" && scope !== "platform" ? scope : "",
    time(dueAt),
    time(reviewAt),
  ]
    .filter(Boolean)
    .join("; ");
}

type Column = {
  readonly name: keyof (typeof wordsEn)["export"]["column"];
  readonly cell: (row: FiledMeasure, language: Language, roles: readonly Role[]) => string;
};

const columns: readonly Column[] = [
  { name: "id", cell: ({ measure }) => measure.id },
  { name: "entered", cell: ({ measure }) => timeCell(measure.enteredAt) },
  { name: "case", cell: (row) => caseNumber(row.caseNumber) },
  { name: "origin", cell: ({ source }, language) => catalogues[language].sources[source] },
  {
    name: "measure",
    cell: ({ measure }, language) => catalogues[language].words.measure[measure.key as "warn"],
  },
  {
    name: "parameters",
    cell: ({ measure }, language) => parametersCell(measure.parameters as Record<string, unknown>, language),
  },
  {
    name: "provisional",
    cell: ({ measure }, language) => (measure.provisional ? catalogues[language].words.ledger.provisional : ""),
  },
  { name: "kind", cell: ({ measure }, language) => catalogues[language].words.kind[measure.subjectKind as "group"] },
  { name: "code", cell: ({ measure }) => measure.subjectCode },
  {
    name: "subject",
    cell: ({ measure }, language, roles) =>
      nameFor(roles, measure.subjectKind, measure.subjectName) || catalogues[language].erased,
  },
  {
    name: "standing",
    cell: ({ measure }, language) => catalogues[language].words.standing[measure.standing as "subject"],
  },
  { name: "from", cell: ({ measure }) => timeCell(measure.from) },
  { name: "until", cell: ({ measure }) => timeCell(measure.until) },
  { name: "state", cell: ({ measure }, language) => catalogues[language].words.state[measure.state as "in_force"] },
  { name: "ended", cell: ({ measure }) => timeCell(measure.endedAt) },
  {
    name: "delivery",
    cell: ({ measure, delivery }, language) =>
      measure.reverses === null ? catalogues[language].words.delivery[delivery] : "",
  },
  { name: "executed", cell: ({ measure }) => timeCell(measure.executedAt) },
  { name: "clauses", cell: ({ clauses }, language) => clauses.join(catalogues[language].stop) },
  { name: "policy", cell: ({ policyLabel }) => policyLabel },
  {
    name: "legal",
    cell: ({ measure }, language) =>
      (measure.grounds as { legal: Citation[] }).legal
        .map((citation) => citationText(citation)[language === "en" ? "en" : "zh"])
        .join(catalogues[language].stop),
  },
  {
    name: "authority",
    cell: ({ measure }) => {
      const { authority } = measure.grounds as Partial<Cause>;
      return authority ? `${authority.office} ${authority.number}` : "";
    },
  },
  {
    name: "incident",
    cell: ({ measure }) => {
      const { incident } = measure.grounds as Partial<Cause>;
      return incident === undefined ? "" : incidentNumber(incident);
    },
  },
  { name: "evidence", cell: ({ evidence }) => evidence.join(" ") },
  { name: "reverses", cell: ({ measure }) => measure.reverses ?? "" },
];

/** The names of the columns, in their order. */
export const ledgerHeader = (language: Language): string[] =>
  columns.map(({ name }) => catalogues[language].words.export.column[name]);

/** The cells of a row, as somebody with these roles may see it. */
export const ledgerCells = (row: FiledMeasure, language: Language, roles: readonly Role[]): string[] =>
  columns.map(({ cell }) => cell(row, language, roles));

/** What the file and its sheet are called. */
export const ledgerTitle = (language: Language): string => catalogues[language].words.ledger.title;
