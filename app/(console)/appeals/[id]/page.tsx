import { notFound } from "next/navigation";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { caller, pageContext } from "@/server/trpc/caller";
import { orNotFound, requirePage } from "@/server/trpc/page";
import { Review } from "./review";

export default async function AppealPage({ params }: { params: Promise<{ id: string }> }) {
  await requirePage("appeal.list");
  const { id } = await params;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) notFound();
  const { caseId } = await orNotFound((await caller()).appeals.get({ appealId: id }));
  await prefetch(trpc.appeals.get.queryOptions({ appealId: id }), trpc.cases.clauses.queryOptions({ caseId }));
  return (
    <Prefetched>
      <Review appealId={id} asOf={(await pageContext()).now} />
    </Prefetched>
  );
}
