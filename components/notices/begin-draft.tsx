"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/states";

/** Begins a draft with the texts in force, and opens it. */
export function BeginDraft() {
  const t = useTranslations("notices.draft");
  const locale = useLocale();
  const trpc = useTRPC();
  const router = useRouter();
  const begin = useMutation(
    trpc.notices.begin.mutationOptions({
      onSuccess: () => {
        router.push("/settings/notices/draft");
        // The draft's page may be open already and show that there is none.
        router.refresh();
      },
    }),
  );
  return (
    <>
      {begin.error && <ErrorState title={t("failed")}>{sentenceOf(begin.error, locale)}</ErrorState>}
      <Button disabled={begin.isPending || begin.isSuccess} onClick={() => begin.mutate()}>
        {t("begin")}
      </Button>
    </>
  );
}
