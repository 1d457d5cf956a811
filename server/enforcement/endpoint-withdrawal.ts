import * as z from "zod";
import { WithdrawReport } from "../cases/receive-contract";
import type { Api } from "../http/api";
import { instant } from "../kernel/calendar";
import { withdrawReport } from "./service/withdraw";

const WithdrawalAnswer = z
  .object({ outcome: z.literal("withdrawn"), closedAt: z.iso.datetime() })
  .meta({ id: "WithdrawalAnswer" });

/** What a reporter sends from the page of her receipt to take her report back. */
export function registerWithdrawal(api: Api): void {
  api.endpoint(
    {
      method: "post",
      path: "/reports/{receipt}/withdrawal",
      public: true,
      summary: "Takes a report back",
      description:
        "For whoever holds the receipt of the report: once, and before it has its outcome. What was reported may still be looked at.",
      params: z.object({ receipt: z.string().max(64) }),
      body: WithdrawReport.meta({ id: "Withdrawal" }),
      answer: { status: 200, description: "The report was withdrawn.", schema: WithdrawalAnswer },
    },
    async ({ params, body, now }) => {
      const { at } = await withdrawReport(params.receipt, body, now);
      return { body: { outcome: "withdrawn" as const, closedAt: instant(at) } };
    },
  );
}
