import { notFound } from "next/navigation";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { caller, pageContext } from "@/server/trpc/caller";
import { orNotFound, requirePage } from "@/server/trpc/page";
import { Approvals } from "../approvals";

export default async function ApprovalPage({ params }: { params: Promise<{ id: string }> }) {
  await requirePage("approval.list");
  const { id } = await params;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) notFound();
  await orNotFound((await caller()).approvals.get({ decisionId: id }));
  await prefetch(trpc.approvals.list.queryOptions(), trpc.approvals.get.queryOptions({ decisionId: id }));
  return (
    <Prefetched>
      <Approvals open={id} asOf={(await pageContext()).now} />
    </Prefetched>
  );
}
