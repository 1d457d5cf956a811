import { useState } from "react";
import { type RouterOutputs, useTRPCClient } from "@/components/trpc/provider";
import type { ReferralPart } from "@/server/referrals/contract-words";

export type ReferralView = RouterOutputs["referrals"]["get"];

const valuesOf = (shown: ReferralView) => ({
  danger: shown.danger,
  office: shown.office,
  contact: shown.terms?.contact ?? "",
  basis: shown.terms?.basis ?? "",
  reason: shown.terms?.reason ?? "",
  reporterReason: shown.terms?.reporterReason ?? "",
  parts: [...shown.parts] as ReferralPart[],
  evidence: shown.evidence.filter(({ isChosen }) => isChosen).map(({ id }) => id),
});
type Values = ReturnType<typeof valuesOf>;

/**
 * What somebody writes into a draft, with the version that it began from: what a colleague saved meanwhile is a
 * conflict, and is never written over.
 */
export function useDraft(shown: ReferralView) {
  const client = useTRPCClient();
  const [values, setValues] = useState<Values>(() => valuesOf(shown));
  const [saved, setSaved] = useState({ values, version: shown.version });
  /** Saves what is not saved yet. @returns the version that holds it. */
  const write = async (): Promise<number> => {
    if (values === saved.values) return saved.version;
    const { version } = await client.referrals.save.mutate({ number: shown.number, version: saved.version, ...values });
    setSaved({ values, version });
    return version;
  };
  const set = (change: Partial<Values>) => setValues((before) => ({ ...before, ...change }));
  return { values, set, write, version: saved.version };
}
export type Draft = ReturnType<typeof useDraft>;
