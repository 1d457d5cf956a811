import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/provider";
import { showToast } from "@/components/ui/toast";

/** What follows every act on keys and connections: both lists are read again, and one line says what was done. */
export function useAfterAct() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async (done: string) => {
    await Promise.all([
      queryClient.invalidateQueries(trpc.keys.list.queryFilter()),
      queryClient.invalidateQueries(trpc.connections.list.queryFilter()),
    ]);
    showToast({ text: done });
  };
}
