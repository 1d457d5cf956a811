"use client";

import { CaseEvidence } from "@/components/cases/case-evidence";
import { useEvidence } from "@/components/cases/use-evidence";
import { ApprovalScreen } from "@/components/enforcement/approval-screen";

function Evidence({ caseId }: { caseId: string }) {
  const { state, open } = useEvidence(caseId, null, false, true);
  return <CaseEvidence state={state} onOpen={open} />;
}

/** A proposal with the evidence that the room of cases shows. */
export function Approvals({ open, asOf }: { open: string | null; asOf: Date }) {
  return <ApprovalScreen open={open} asOf={asOf} evidence={(caseId) => <Evidence key={caseId} caseId={caseId} />} />;
}
