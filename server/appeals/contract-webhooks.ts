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

/** What appeals send. */
export const appealWebhooks = [
  {
    type: "appeal.ruled",
    summary: "An appeal or an objection has its ruling: tell whoever made it",
    description: "Measures that end with it, and outcomes that change, come as messages of their own.",
    schema: AppealRuled,
  },
] as const satisfies readonly Webhook[];
