"use client";

import { useLocale } from "next-intl";
import { useEffect, useState } from "react";
import { useTRPCClient } from "@/components/trpc/provider";
import { StatusWord } from "@/components/ui/status-word";
import type { FieldFault } from "@/server/kernel/refusal";

type Props = { appealId: string; field: "reasons" | "text"; text: string };

/** The person has paused: typing itself asks nothing. */
const pauseMs = 500;

/** Warns under what an officer is writing, before it leaves, of a passage that is word for word a reporter's. */
export function Weighed({ appealId, field, text }: Props) {
  const client = useTRPCClient();
  const language = useLocale().startsWith("zh") ? "zh" : "en";
  const [cautions, setCautions] = useState<readonly FieldFault[]>([]);
  useEffect(() => {
    if (!text.trim()) return setCautions([]);
    let isStale = false;
    const timer = setTimeout(() => {
      client.appeals.weigh
        .mutate({ appealId, field, text })
        .then((answer) => {
          if (!isStale) setCautions(answer);
        })
        // A warning that does not come keeps nobody from ruling.
        .catch(() => {
          if (!isStale) setCautions([]);
        });
    }, pauseMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [client, appealId, field, text]);
  return (
    <div role="status" className="mt-1.5">
      {cautions.map(({ pointer, reason }) => (
        <StatusWord key={pointer} glyph="triangle" tone="late" className="whitespace-normal">
          {reason[language]}
        </StatusWord>
      ))}
    </div>
  );
}
