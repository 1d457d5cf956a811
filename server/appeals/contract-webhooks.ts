import * as z from "zod";
import { envelope, type Webhook } from "../delivery/contract-webhooks";
import { WebhookReport, WebhookSubject } from "../enforcement/contract-webhooks";
import { appealKinds, rulings } from "./contract-words";

export const AppealRuled = z.object({
  ...envelope("appeal.ruled"),
  appeal: z.object({
    id: z.uuid(),
    kind: z.enum(appealKinds),
    outcome: z.enum(rulings).meta({ description: "What became of the decision appealed against" }),
  }),
  subject: WebhookSubject.optional().meta({ description: "Who appealed; left out for a reporter's objection" }),
  report: WebhookReport.optional().meta({ description: "The report of an objection; left out for an appeal" }),
  appealUrl: z.url().optional().meta({ description: "For the appellant alone: whoever has it reads the ruling" }),
});

export const AppealAsked = z.object({
  ...envelope("appeal.asked"),
  appeal: z.object({
    id: z.uuid(),
    kind: z.enum(appealKinds),
    answerBy: z.iso.datetime().meta({ description: "Until when it can be answered, exclusive" }),
  }),
  subject: WebhookSubject.optional().meta({ description: "Who is asked; left out for a reporter's objection" }),
  report: WebhookReport.optional().meta({ description: "The report of an objection; left out for an appeal" }),
  appealUrl: z.url().optional().meta({ description: "For the appellant alone: where she reads and answers it" }),
});

/** What appeals send. */
export const appealWebhooks = [
  {
    type: "appeal.ruled",
    summary: "An appeal or an objection has its ruling: tell whoever made it",
    description: "Measures that end with it, and outcomes that change, come as messages of their own.",
    schema: AppealRuled,
  },
  {
    type: "appeal.asked",
    summary: "An appeals officer asks whoever made an appeal or an objection: tell her that there is a question",
    description:
      "The question is read at the address of the appeal, or with the receipt of the report, and nowhere else.",
    schema: AppealAsked,
  },
] as const satisfies readonly Webhook[];
