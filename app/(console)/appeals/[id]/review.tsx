"use client";

import { AppealScreen } from "@/components/appeals/appeal-screen";
import { CaseEvidence } from "@/components/cases/case-evidence";
import { useEvidence } from "@/components/cases/use-evidence";

function Evidence({ caseId }: { caseId: string }) {
  const { state, open } = useEvidence(caseId, null, false, true);
  return <CaseEvidence state={state} onOpen={open} />;
}

/** An appeal with the evidence that the room of cases shows. */
export function Review({ appealId, asOf }: { appealId: string; asOf: Date }) {
  return (
    <AppealScreen appealId={appealId} asOf={asOf} evidence={(caseId) => <Evidence key={caseId} caseId={caseId} />} />
  );
}
