import type { RouterOutputs } from "@/components/trpc/provider";

export type ApprovalRow = RouterOutputs["approvals"]["list"]["rows"][number];

/** First what this person may rule on, then the others. */
export const inListOrder = (rows: readonly ApprovalRow[]) => [
  ...rows.filter(({ bar }) => !bar),
  ...rows.filter(({ bar }) => bar),
];
