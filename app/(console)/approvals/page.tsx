import { inListOrder } from "@/components/enforcement/approval-order";
import { asked, Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { pageContext } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";
import { Approvals } from "./approvals";

/** Opens with the first that this person may rule on. */
export default async function ApprovalsPage() {
  await requirePage("approval.list");
  const [first] = inListOrder((await asked(trpc.approvals.list.queryOptions())).rows);
  if (first) await prefetch(trpc.approvals.get.queryOptions({ decisionId: first.id }));
  return (
    <Prefetched>
      <Approvals open={first?.id ?? null} asOf={(await pageContext()).now} />
    </Prefetched>
  );
}
