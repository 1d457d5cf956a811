"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC, useTRPCClient } from "@/components/trpc/provider";
import { showToast } from "@/components/ui/toast";

type Client = ReturnType<typeof useTRPCClient>;
type Moved = Awaited<ReturnType<Client["notices"]["save"]["mutate"]>>;

/**
 * An act on the draft: says what was done, and shows the draft as it is then.
 *
 * @param said   the sentence of the toast.
 * @param leaves the page for the list of versions: there is no draft any more.
 */
export function useDraftAct<Input>(
  act: (client: Client, input: Input) => Promise<Moved>,
  said: (moved: Moved) => string,
  { leaves = false, onError }: { leaves?: boolean; onError?: (error: Error) => void } = {},
) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const cache = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (input: Input) => act(client, input),
    onError,
    onSuccess: async (moved) => {
      showToast({ text: said(moved) });
      if (leaves) router.push("/settings/notices");
      await cache.invalidateQueries({ queryKey: trpc.notices.pathKey() });
      router.refresh();
    },
  });
}
