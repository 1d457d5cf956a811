import * as z from "zod";
import { envelope, type PayloadOf, type Webhook } from "../delivery/contract-webhooks";
import { creditLevels, measureKeys, subjectKinds } from "../policy/contract";

/** A group or an account as the platform knows it. */
export const WebhookSubject = z.object({
  type: z.enum(subjectKinds),
  externalId: z.string().meta({ description: "The platform's own id" }),
  code: z.string().meta({ description: "Docket's code, shown to members" }),
});

/** What a measure carries beside its subject and its term: what of these its kind has. */
export const WebhookParameters = z.object({
  items: z.array(z.string()).readonly().optional().meta({ description: "To be put right, in the words of the notice" }),
  itemCount: z.int().optional(),
  dueAt: z.iso.datetime().optional().meta({ description: "Until when it is to be put right" }),
  scope: z.string().optional().meta({ description: "`platform`, or the platform's id of one group" }),
  groups: z
    .union([z.literal("all"), z.array(z.string()).readonly()])
    .optional()
    .meta({ description: "The platform's ids of groups, or all of them" }),
  from: z.enum(creditLevels).optional(),
  to: z.enum(creditLevels).optional(),
  functions: z.array(z.string()).readonly().optional().meta({ description: "Functions that a blacklist withdraws" }),
  reviewAt: z.iso.datetime().optional().meta({ description: "When a blacklist entry is looked at again" }),
});

const measure = {
  id: z.uuid(),
  key: z.enum(measureKeys),
  subject: WebhookSubject,
  from: z.iso.datetime(),
  until: z.iso.datetime().nullable().meta({ description: "Exclusive; null: without an end" }),
};
const noticeUrl = z.url().meta({ description: "For the affected person alone: whoever has it reads the notice" });

export const MeasureOrdered = z.object({
  ...envelope("measure.ordered"),
  measure: z.object({
    ...measure,
    parameters: WebhookParameters,
    provisional: z
      .literal(true)
      .optional()
      .meta({ description: "Until somebody else has decided: it ends with that decision, at the latest at `until`" }),
  }),
  noticeUrl,
});
export type MeasureOrdered = PayloadOf<typeof MeasureOrdered>;

export const MeasureEnded = z.object({
  ...envelope("measure.ended"),
  measure: z.object({
    ...measure,
    endedAs: z.enum(["expired", "lifted", "overturned", "replaced"]),
    endedAt: z.iso.datetime(),
  }),
  stillInForce: z
    .array(z.object({ id: z.uuid(), key: measure.key, until: measure.until }))
    .meta({ description: "What still holds the same subject: the strictest of it stays in effect" }),
});
export type MeasureEnded = PayloadOf<typeof MeasureEnded>;

export const NoticeIssued = z.object({ ...envelope("notice.issued"), subject: WebhookSubject, noticeUrl });
export type NoticeIssued = PayloadOf<typeof NoticeIssued>;

/** A report as the system that sent it knows it. */
export const WebhookReport = z.object({
  id: z.uuid().meta({ description: "As it was answered when the report came in" }),
  externalId: z.string().nullable().meta({ description: "As it was given with the report" }),
});

export const ReportOutcome = z.object({
  ...envelope("report.outcome"),
  report: WebhookReport,
  outcome: z.enum(["upheld", "not_upheld", "withdrawn"]),
});
export type ReportOutcome = PayloadOf<typeof ReportOutcome>;

/** What enforcement sends. */
export const enforcementWebhooks = [
  {
    type: "measure.ordered",
    summary: "A measure is in force: carry it out",
    description: "Answer with `POST /api/v1/orders/{orderId}/receipt` once it is carried out, or cannot be.",
    schema: MeasureOrdered,
  },
  {
    type: "measure.ended",
    summary: "A measure holds no longer: undo it, but for what still holds",
    description: "Comes after the order of the same measure. Answer with a receipt as to an order.",
    schema: MeasureEnded,
  },
  {
    type: "notice.issued",
    summary: "A statement of reasons is there for the person affected: hand its address to her",
    description: "To a group: to its founder. Nobody else may have the address.",
    schema: NoticeIssued,
  },
  {
    type: "report.outcome",
    summary: "A report has its outcome: tell its reporter",
    description: "May come again with another outcome after a reversal or an appeal; the last one holds.",
    schema: ReportOutcome,
  },
] as const satisfies readonly Webhook[];
