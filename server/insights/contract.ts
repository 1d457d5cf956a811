import * as z from "zod";
import { refusalsOf } from "../kernel/refusal";
import { measureKeys } from "../policy/contract";

/** Ages of an open case at the end of a day, in hours: under four, under a day, longer. */
export const ages = ["fresh", "today", "old"] as const;
export type Age = (typeof ages)[number];
/** First hour of each age, inclusive, and the first after it. */
export const ageHours = { fresh: [0, 4], today: [4, 24], old: [24, null] } as const satisfies Record<
  Age,
  readonly [number, number | null]
>;

/** Everything that can be counted and opened. */
export const figures = [
  "reports",
  "cases",
  "backlog",
  "overdue",
  "decisions",
  "acted",
  "measures",
  "breaches",
  "repeated",
] as const;
export type Figure = (typeof figures)[number];

const isoDay = z.string().regex(/^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const key = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);

/** Longest period of a board, in days. */
export const periodLimitDays = 366;

/** Days of the installation's zone, `to` inclusive; nothing named: fourteen days up to today. */
export const Board = z.object({
  from: isoDay.optional(),
  to: isoDay.optional(),
  queue: key.optional(),
});
export type Board = z.infer<typeof Board>;

/** The rows behind a figure: the same words that the figure was counted with. */
export const Rows = Board.extend({
  figure: z.enum(figures),
  /** One day of the period. For `backlog` and `overdue`: as they stood at its end. */
  day: isoDay.optional(),
  age: z.enum(ages).optional(),
  category: z.union([key, z.literal("-")]).optional(),
  grade: z.coerce.number().int().min(1).max(4).optional(),
  measure: z.enum(measureKeys).optional(),
  subject: z.uuid().optional(),
  cursor: z.string().max(200).nullish(),
  limit: z.int().min(1).max(200).default(100),
});
export type Rows = z.infer<typeof Rows>;

export const refuse = refusalsOf("insights", {
  period: {
    status: 422,
    zh: "期间的止日不得早于起日，且不超过 {days} 天。",
    en: "The period must not end before it begins, and span at most {days} days.",
  },
  day: { status: 422, zh: "所选日期不在期间内。", en: "The day is not within the period." },
  cursor: { status: 400, zh: "分页标记无效。", en: "The page marker is not valid." },
});
