import { EndpointScreen } from "@/components/delivery/endpoint-screen";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { may } from "@/server/access/matrix";
import { requirePage } from "@/server/trpc/page";

export default async function EndpointsPage() {
  const viewer = await requirePage("delivery.list");
  await prefetch(trpc.delivery.endpoints.queryOptions());
  return (
    <Prefetched>
      <EndpointScreen mayManage={may(viewer.roles, "endpoint.manage")} />
    </Prefetched>
  );
}
