"use client";

import { NuqsAdapter } from "nuqs/adapters/next/app";
import { TriageScreen } from "@/components/cases/triage-screen";

/** A case with what the other rooms add to it. */
export function Triage({ mayClaim }: { mayClaim: boolean }) {
  return (
    <NuqsAdapter>
      <TriageScreen mayClaim={mayClaim} />
    </NuqsAdapter>
  );
}
