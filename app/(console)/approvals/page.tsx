import { inListOrder } from "@/components/enforcement/approval-order";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { caller, pageContext } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";
import { Approvals } from "./approvals";

/** Opens with the first that this person may rule on. */
export default async function ApprovalsPage() {
  await requirePage("approval.list");
  const [first] = inListOrder((await (await caller()).approvals.list()).rows);
  await prefetch(
    trpc.approvals.list.queryOptions(),
    ...(first ? [trpc.approvals.get.queryOptions({ decisionId: first.id })] : []),
  );
  return (
    <Prefetched>
      <Approvals open={first?.id ?? null} asOf={(await pageContext()).now} />
    </Prefetched>
  );
}
