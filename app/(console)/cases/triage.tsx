"use client";

import { useTranslations } from "next-intl";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { TriageScreen } from "@/components/cases/triage-screen";
import { DecisionRail } from "@/components/enforcement/decision-rail";
import { ReferButton } from "@/components/referrals/refer-button";

/** A case with what the other rooms add to it. */
export function Triage({ mayClaim, mayRefer = false }: { mayClaim: boolean; mayRefer?: boolean }) {
  const t = useTranslations("enforcement.rail");
  return (
    <NuqsAdapter>
      <TriageScreen
        mayClaim={mayClaim}
        acts={(caseId) => mayRefer && <ReferButton key={caseId} caseId={caseId} />}
        railLabel={t("title")}
        rail={({ shown, token, evidence, onCommitted }) => (
          <DecisionRail
            caseId={shown.id}
            round={shown.round}
            claimToken={token}
            evidenceIds={
              evidence.kind === "open"
                ? evidence.evidence.items.filter(({ role }) => role === "reported").flatMap(({ ids }) => ids)
                : []
            }
            onCommitted={({ summary }) => onCommitted(summary)}
          />
        )}
      />
    </NuqsAdapter>
  );
}
