"use client";

import { useEffect, useState } from "react";
import { type RouterOutputs, useTRPCClient } from "@/components/trpc/provider";
import type { NoticeTexts, SampleKey } from "@/server/notices/contract";

const pauseMs = 250;

export type Sample = RouterOutputs["notices"]["preview"];
export type Sampled = { readonly kind: "waiting" | "failed" } | { readonly kind: "written"; readonly sample: Sample };

/** Asks the function that writes every notice for a sample with these texts, a moment after they stop changing. */
export function useSample(texts: NoticeTexts, sample: SampleKey, isLongest: boolean): Sampled {
  const client = useTRPCClient();
  const [sampled, setSampled] = useState<Sampled>({ kind: "waiting" });
  const asked = JSON.stringify({ texts, sample, isLongest });
  useEffect(() => {
    let isStale = false;
    const tell = (next: Sampled) => {
      if (!isStale) setSampled(next);
    };
    const timer = setTimeout(() => {
      client.notices.preview
        .mutate(JSON.parse(asked) as { texts: NoticeTexts; sample: SampleKey; isLongest: boolean })
        .then((answer) => tell({ kind: "written", sample: answer }))
        .catch(() => tell({ kind: "failed" }));
    }, pauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [asked, client]);
  return sampled;
}
