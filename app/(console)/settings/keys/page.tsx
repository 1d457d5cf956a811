import { KeysScreen } from "@/components/intake/keys-screen";
import { Prefetched, prefetch, trpc } from "@/components/trpc/server";
import { requirePage } from "@/server/trpc/page";

export default async function KeysPage() {
  await requirePage("key.manage");
  await prefetch(trpc.keys.list.queryOptions());
  return (
    <Prefetched>
      <KeysScreen />
    </Prefetched>
  );
}
