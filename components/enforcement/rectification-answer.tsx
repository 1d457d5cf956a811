"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/states";

/** What a group says that it put right: shown when somebody asks for it, as the reading is in the log. */
export function RectificationAnswer({ measureId }: { measureId: string }) {
  const t = useTranslations("enforcement.rectifications");
  const locale = useLocale();
  const trpc = useTRPC();
  const answer = useMutation(trpc.measures.answer.mutationOptions());
  if (answer.isSuccess)
    return (
      <p className="mt-1 whitespace-pre-line break-words border-rule-2 border-l-2 pl-3">{answer.data ?? t("erased")}</p>
    );
  return (
    <div className="mt-1 flex flex-wrap items-center gap-2">
      <Button disabled={answer.isPending} onClick={() => answer.mutate({ measureId })}>
        {t("read")}
      </Button>
      <span className="text-ink-3 text-xs">{t("readHint")}</span>
      {answer.error && <ErrorState title={sentenceOf(answer.error, locale)} />}
    </div>
  );
}
