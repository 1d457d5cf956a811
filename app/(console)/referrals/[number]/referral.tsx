"use client";

import { CaseEvidence } from "@/components/cases/case-evidence";
import { useEvidence } from "@/components/cases/use-evidence";
import { ReferralScreen } from "@/components/referrals/referral-screen";

function Evidence({ caseId }: { caseId: string }) {
  const { state, open } = useEvidence(caseId, null, false, true);
  return <CaseEvidence state={state} onOpen={open} />;
}

/** A referral with the evidence that the room of cases shows. */
export function Referral({ number, asOf }: { number: string; asOf: Date }) {
  return (
    <ReferralScreen number={number} asOf={asOf} evidence={(caseId) => <Evidence key={caseId} caseId={caseId} />} />
  );
}
