"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPCClient } from "@/components/trpc/provider";
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
  const [asked, setAsked] = useState<string | null>(null);
  const isAsked = asked !== null && asked === caseId;
  const enabled = may && caseId !== null && (token !== null || isAsked);
  const query = useQuery({
    queryKey: ["case-evidence", caseId, token],
    queryFn: () => client.cases.evidence.mutate({ caseId: caseId as string, token: token ?? undefined }),
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
