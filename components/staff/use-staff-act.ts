import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc/provider";
import { showToast } from "@/components/ui/toast";

/** What follows every act on staff: the list is read again, and one line says what was done. */
export function useAfterStaffAct() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return async (done: string) => {
    await queryClient.invalidateQueries(trpc.staff.list.queryFilter());
    showToast({ text: done });
  };
}
