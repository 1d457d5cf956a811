import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { pageContext } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";
import { Approvals } from "./approvals";

export default async function ApprovalsPage() {
  await requirePage("approval.list");
  await prefetch(trpc.approvals.list.queryOptions());
  return (
    <Prefetched>
      <Approvals open={null} asOf={(await pageContext()).now} />
    </Prefetched>
  );
}
