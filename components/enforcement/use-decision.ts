"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useTRPC, useTRPCClient } from "@/components/trpc/provider";
import { clauseOf, inputOf, mainOf, nothingSaid, type Preview, readDraft, type Said } from "./decision-state";

const previewPauseMs = 350;
const draftPauseMs = 1_200;

export type DraftState =
  | { readonly kind: "none" | "saving" | "failed" }
  | { readonly kind: "saved"; readonly at: Date };

type Of = {
  readonly caseId: string;
  readonly round: number;
  readonly claimToken: string | null;
  readonly evidenceIds: readonly string[];
};

/** No claim token is all zeros; a preview needs none. */
const noClaim = "00000000-0000-0000-0000-000000000000";

/**
 * What a person says about a case: begins with her draft, keeps it on the server as she writes, and asks the very rule
 * of the act what it would do.
 */
export function useDecision(of: Of) {
  const { caseId, round, claimToken, evidenceIds } = of;
  const trpc = useTRPC();
  const client = useTRPCClient();
  const form = useQuery(trpc.enforcement.form.queryOptions({ caseId }, { staleTime: 30_000 }));
  const reported = useQuery(trpc.cases.clauses.queryOptions({ caseId }, { staleTime: 30_000 }));
  const kept = useQuery(trpc.cases.draft.queryOptions({ caseId }, { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 }));
  const [said, setSaid] = useState<Said | null>(null);
  const [draft, setDraft] = useState<DraftState>({ kind: "none" });
  const [preview, setPreview] = useState<Preview | null>(null);
  const isTouched = useRef(false);

  const current = said ?? readDraft(kept.data?.draft);
  const change = useCallback(
    (part: Partial<Said>) => {
      isTouched.current = true;
      setSaid((before) => ({ ...(before ?? readDraft(kept.data?.draft)), ...part }));
    },
    [kept.data],
  );

  const data = form.data;
  const ids = evidenceIds.join(" ");
  const text = JSON.stringify(current);
  useEffect(() => {
    if (!data) return;
    const stated = JSON.parse(text) as Said;
    const input = inputOf(data, stated, { caseId, round, claimToken: noClaim, evidenceIds: ids ? ids.split(" ") : [] });
    const isEnough = input && (input.finding !== "violates" || (clauseOf(data, stated) && stated.option !== null));
    if (!input || !isEnough) {
      setPreview(null);
      return;
    }
    let isStale = false;
    const timer = setTimeout(() => {
      client.enforcement.preview
        .mutate(input)
        .then((answer) => {
          if (!isStale) setPreview(answer);
        })
        .catch(() => {
          if (!isStale) setPreview(null);
        });
    }, previewPauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [data, text, ids, caseId, round, client]);

  useEffect(() => {
    if (!isTouched.current) return;
    const timer = setTimeout(() => {
      setDraft({ kind: "saving" });
      client.cases.saveDraft
        .mutate({ caseId, draft: text })
        .then(({ savedAt }) => setDraft({ kind: "saved", at: savedAt }))
        .catch(() => setDraft({ kind: "failed" }));
    }, draftPauseMs);
    return () => clearTimeout(timer);
  }, [text, caseId, client]);

  const decide = useMutation(trpc.enforcement.decide.mutationOptions());
  const submit = useCallback(
    async (stated: Said) => {
      if (!data || !claimToken) return null;
      const input = inputOf(data, stated, { caseId, round, claimToken, evidenceIds: ids ? ids.split(" ") : [] });
      return input ? decide.mutateAsync(input) : null;
    },
    [data, claimToken, caseId, round, ids, decide],
  );

  return {
    form: data ?? null,
    /** Clauses that the reports are about, the gravest first. */
    reported: reported.data?.clauses.map(({ key }) => key) ?? [],
    formError: form.error,
    isReady: data !== undefined && !kept.isLoading,
    said: current,
    change,
    reset: useCallback(() => change({ ...nothingSaid, clause: null }), [change]),
    draft: draft.kind === "none" && kept.data?.savedAt ? { kind: "saved" as const, at: kept.data.savedAt } : draft,
    preview,
    main: data ? mainOf(data, current) : null,
    submit,
    isSubmitting: decide.isPending,
    error: decide.error,
  };
}
export type Decision = ReturnType<typeof useDecision>;
