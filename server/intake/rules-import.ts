import { type Expression, type ImportMap, isExpression, type Shape } from "./import-contract";

/** A row of a file: columns by their headers, or the members of an NDJSON line. `number` counts from 0. */
export type Row = { readonly number: number; readonly values: Readonly<Record<string, unknown>> };

const textOf = (value: unknown): string =>
  value === null || value === undefined || typeof value === "object" ? "" : String(value);

function at(values: unknown, pointer: string): unknown {
  const steps = pointer.split("/").slice(1);
  return steps.reduce<unknown>((inner, step) => {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    return typeof inner === "object" && inner !== null && Object.hasOwn(inner, name)
      ? (inner as Record<string, unknown>)[name]
      : undefined;
  }, values);
}

const column = (row: Row, name: string) => (Object.hasOwn(row.values, name) ? textOf(row.values[name]) : "");

function rawOf(expression: Expression, row: Row): string {
  if ("row" in expression) return String(expression.row === true ? row.number : row.number % expression.row.mod);
  if ("column" in expression) return column(row, expression.column);
  if ("pointer" in expression) return textOf(at(row.values, expression.pointer));
  return expression.template.replace(/\{([^{}]*)\}/g, (_, name: string) =>
    name === "#" ? String(row.number) : column(row, name),
  );
}

/** What is no number stays a text, so that the check of the report names the field. */
function typed(text: string, as: Expression["as"]): string | number {
  const number = Number(text);
  if (as === undefined || as === "text" || text.trim() === "" || !Number.isFinite(number)) return text;
  if (as === "number") return number;
  const date = new Date(as === "milliseconds" ? number : number * 1_000);
  return Number.isNaN(date.getTime()) ? text : date.toISOString();
}

/** The value of an expression; undefined for an empty cell, which leaves its field out. */
function evaluated(expression: Expression, row: Row): string | number | undefined {
  const raw = rawOf(expression, row);
  if (raw === "") return undefined;
  const chosen = expression.values && Object.hasOwn(expression.values, raw) ? (expression.values[raw] ?? "") : raw;
  return typed(`${expression.prefix ?? ""}${chosen}${expression.suffix ?? ""}`, expression.as);
}

function filled(shape: Shape, row: Row): unknown {
  if (typeof shape !== "object") return shape;
  if (Array.isArray(shape)) return shape.map((each) => filled(each, row)).filter((each) => each !== undefined);
  if (isExpression(shape)) return evaluated(shape, row);
  const entries = Object.entries(shape)
    .map(([name, part]): [string, unknown] => [name, filled(part, row)])
    .filter(([, value]) => value !== undefined);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

/** The report that a row stands for, unchecked. Pure. */
export const mapRow = (map: ImportMap, row: Row): unknown => filled(map.report, row) ?? {};

/** Columns that a mapping names and a header does not have: a misspelt one would otherwise be empty in every row. */
export function missingColumns(map: ImportMap, header: readonly string[]): string[] {
  const named = new Set<string>();
  const walk = (shape: Shape): void => {
    if (typeof shape !== "object") return;
    if (Array.isArray(shape)) shape.forEach(walk);
    else if (!isExpression(shape)) Object.values(shape).forEach(walk);
    else if ("column" in shape) named.add(shape.column);
    else if ("template" in shape)
      for (const [, name] of shape.template.matchAll(/\{([^{}]*)\}/g)) if (name !== "#") named.add(name ?? "");
  };
  walk(map.report);
  return [...named].filter((name) => !header.includes(name));
}
