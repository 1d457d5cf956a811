"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC, useTRPCClient } from "@/components/trpc/provider";
import type { EvidenceState } from "./case-evidence";

/**
 * Opens the evidence with the claim; without one, when the person asks. Each opening is an entry of the log, so nothing
 * opens it in advance and nothing asks for it twice.
 *
 * @param token of the claim; null while there is none.
 * @param isComing the claim is on its way.
 */
export function useEvidence(
  caseId: string | null,
  token: string | null,
  isComing: boolean,
  may: boolean,
): { state: EvidenceState; open: () => void } {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const [asked, setAsked] = useState<string | null>(null);
  const isAsked = asked !== null && asked === caseId;
  const enabled = may && caseId !== null && (token !== null || isAsked);
  const query = useQuery({
    queryKey: ["case-evidence", caseId, token],
    queryFn: async () => {
      const opened = await client.cases.evidence.mutate({ caseId: caseId as string, token: token ?? undefined });
      // The opening itself is an entry of the case's log.
      void cache.invalidateQueries({ queryKey: trpc.cases.timeline.pathKey() });
      return opened;
    },
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const open = () => {
    setAsked(caseId);
    if (query.isError) void query.refetch();
  };
  const state: EvidenceState = query.isSuccess
    ? { kind: "open", evidence: query.data }
    : query.isError
      ? { kind: "failed", error: query.error }
      : enabled
        ? { kind: "opening" }
        : isComing
          ? { kind: "waiting" }
          : { kind: "closed" };
  return { state, open };
}
