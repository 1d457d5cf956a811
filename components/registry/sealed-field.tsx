"use client";

import { useLocale, useTranslations } from "next-intl";
import { sentenceOf, useTRPCClient } from "@/components/trpc/provider";
import { Masked } from "@/components/ui/masked";
import type { SealedField as Field } from "@/server/registry/contract";

/** A sealed field of an account, opened with a reason that is written into the log. */
export function SealedField({ accountId, field, mayReveal }: { accountId: string; field: Field; mayReveal: boolean }) {
  const t = useTranslations("registry.fact");
  const locale = useLocale();
  const client = useTRPCClient();
  const reveal = async (reason: string) => {
    try {
      const { value } = await client.registry.reveal.mutate({ accountId, field, reason });
      return { ok: true as const, value };
    } catch (error) {
      return { ok: false as const, sentence: sentenceOf(error, locale) };
    }
  };
  return (
    <Masked
      label={t(field === "phone" ? "phone" : "token")}
      masked="••••••••"
      reveal={mayReveal ? reveal : undefined}
    />
  );
}
