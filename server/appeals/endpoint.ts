import * as z from "zod";
import type { Api } from "../http/api";
import { instant } from "../kernel/calendar";
import { AnswerQuestion, appealStates, FileAppeal } from "./contract";
import { answerQuestion } from "./service/dialogue";
import { fileAppeal } from "./service/file";

const AppealAnswer = z
  .object({ state: z.enum(appealStates), filedAt: z.iso.datetime(), dueAt: z.iso.datetime() })
  .meta({ id: "AppealAnswer" });

const body = FileAppeal.meta({ id: "Appeal" });
const description =
  "Taken once, and in time. Somebody who took no part in the decision rules on it; its page shows what came of it.";

/** What somebody who disagrees sends from a page without sign-in. */
export function registerAppeals(api: Api): void {
  api.endpoint(
    {
      method: "post",
      path: "/notices/{token}/appeal",
      public: true,
      summary: "Appeals against the decision that a notice is about",
      description: `For whoever holds the address of the notice. ${description}`,
      params: z.object({ token: z.string().length(43) }),
      body,
      answer: { status: 201, description: "The appeal was received.", schema: AppealAnswer },
    },
    async ({ params, body: given, now }) => ({ body: answerOf(await fileAppeal(params.token, given, now)) }),
  );
  api.endpoint(
    {
      method: "post",
      path: "/reports/{receipt}/objection",
      public: true,
      summary: "Objects to the outcome of a report that was not upheld",
      description: `For whoever holds the receipt of the report. ${description}`,
      params: z.object({ receipt: z.string().max(40) }),
      body,
      answer: { status: 201, description: "The objection was received.", schema: AppealAnswer },
    },
    async ({ params, body: given, now }) => ({ body: answerOf(await fileAppeal(params.receipt, given, now)) }),
  );
}

const AnswerTaken = z.object({ at: z.iso.datetime() }).meta({ id: "AnswerTaken" });
const answerBody = AnswerQuestion.meta({ id: "AppealAnswerText" });

/** What somebody sends who was asked about her appeal or objection. */
export function registerAppealDialogue(api: Api): void {
  const answered = { status: 201, description: "The answer was received.", schema: AnswerTaken } as const;
  const said = "Taken once for each question, and in time.";
  api.endpoint(
    {
      method: "post",
      path: "/notices/{token}/appeal/answer",
      public: true,
      summary: "Answers what an appeals officer asks about an appeal",
      description: `For whoever holds the address of the notice. ${said}`,
      params: z.object({ token: z.string().length(43) }),
      body: answerBody,
      answer: answered,
    },
    async ({ params, body: given, now }) => ({
      body: { at: instant((await answerQuestion(params.token, given, now)).at) },
    }),
  );
  api.endpoint(
    {
      method: "post",
      path: "/reports/{receipt}/objection/answer",
      public: true,
      summary: "Answers what an appeals officer asks about an objection",
      description: `For whoever holds the receipt of the report. ${said}`,
      params: z.object({ receipt: z.string().max(40) }),
      body: answerBody,
      answer: answered,
    },
    async ({ params, body: given, now }) => ({
      body: { at: instant((await answerQuestion(params.receipt, given, now)).at) },
    }),
  );
}

const answerOf = ({ state, filedAt, dueAt }: Awaited<ReturnType<typeof fileAppeal>>) => ({
  state,
  filedAt: instant(filedAt),
  dueAt: instant(dueAt),
});
