import { EndpointScreen } from "@/components/delivery/endpoint-screen";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { may } from "@/server/access/matrix";
import { deliveriesIn } from "@/server/delivery/contract";
import { requirePage } from "@/server/trpc/page";

type Search = Record<string, string | undefined>;

export default async function EndpointsPage({ searchParams }: { searchParams: Promise<Search> }) {
  const viewer = await requirePage("delivery.list");
  const opened = deliveriesIn(await searchParams);
  await Promise.all([
    prefetch(trpc.delivery.endpoints.queryOptions()),
    opened && prefetch(trpc.delivery.list.queryOptions(opened)),
  ]);
  return (
    <Prefetched>
      <EndpointScreen mayManage={may(viewer.roles, "endpoint.manage")} />
    </Prefetched>
  );
}
