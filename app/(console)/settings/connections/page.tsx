import { ConnectionsScreen } from "@/components/intake/connections-screen";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { requirePage } from "@/server/trpc/page";

export default async function ConnectionsPage() {
  await requirePage("connection.manage");
  await prefetch(trpc.connections.list.queryOptions());
  return (
    <Prefetched>
      <ConnectionsScreen />
    </Prefetched>
  );
}
