import * as z from "zod";

/**
 * How a CSV or NDJSON file becomes reports. `report` has the shape of a report (`NewReport`); in the place of each
 * value stands a constant, or an expression over the row:
 *
 *   {"column": "TEXT"}                            a column by its header, or a member of an NDJSON line
 *   {"pointer": "/author/id"}                     deeper in an NDJSON line (RFC 6901)
 *   {"row": true} or {"row": {"mod": 300}}        the row's number, from 0 for the first row of data
 *   {"template": "{topic} / {label}"}             columns within a text; `{#}` is the row's number
 *
 * with, where wanted: `prefix`, `suffix`, `as` (`number`, `milliseconds` or `seconds` since 1970), and `values`, which
 * replaces what it lists. An empty cell leaves its field out.
 */
const decoration = {
  prefix: z.string().max(200).optional(),
  suffix: z.string().max(200).optional(),
  as: z.enum(["text", "number", "milliseconds", "seconds"]).optional(),
  values: z.record(z.string(), z.string()).optional(),
};

export const Expression = z.union([
  z.strictObject({ column: z.string().max(200), ...decoration }),
  z.strictObject({
    pointer: z
      .string()
      .regex(/^(\/|$)/)
      .max(500),
    ...decoration,
  }),
  z.strictObject({
    row: z.union([z.literal(true), z.strictObject({ mod: z.int().min(1).max(1_000_000_000) })]),
    ...decoration,
  }),
  z.strictObject({ template: z.string().min(1).max(2_000), ...decoration }),
]);
export type Expression = z.infer<typeof Expression>;

/** A value of the mapping: constant, expression, or a part of the report's shape. */
export type Shape = string | number | boolean | Expression | Shape[] | { [name: string]: Shape };
const expressionNames = ["column", "pointer", "row", "template"];
export const isExpression = (shape: object): shape is Expression => expressionNames.some((name) => name in shape);

const Shape: z.ZodType<Shape> = z.lazy(() =>
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    Expression,
    z.array(Shape).max(50),
    z.record(z.string(), Shape).refine((shape) => !isExpression(shape), {
      params: { zh: "表达式有误", en: "is not a well-formed expression" },
    }),
  ]),
);

export const ImportMap = z.strictObject({
  /** Whose external ids these are: the same name and the same id are the same report, in every run. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  format: z.enum(["csv", "ndjson"]),
  delimiter: z.string().length(1).default(","),
  report: z.record(z.string(), Shape),
});
export type ImportMap = z.infer<typeof ImportMap>;
