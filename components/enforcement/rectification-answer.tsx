"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useRef } from "react";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/states";

/** What a group says that it put right: shown when somebody asks for it, as the reading is in the log. */
export function RectificationAnswer({ measureId }: { measureId: string }) {
  const t = useTranslations("enforcement.rectifications");
  const locale = useLocale();
  const trpc = useTRPC();
  const answer = useMutation(trpc.measures.answer.mutationOptions());
  // The button goes once it was pressed: the focus stays where the answer appears.
  const place = useRef<HTMLDivElement>(null);
  const read = () => {
    place.current?.focus();
    answer.mutate({ measureId });
  };
  return (
    <div ref={place} tabIndex={-1} className="mt-1">
      {answer.isSuccess ? (
        <p className="whitespace-pre-line break-words border-rule-2 border-l-2 pl-3">{answer.data ?? t("erased")}</p>
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Button disabled={answer.isPending} onClick={read}>
            {t("read")}
          </Button>
          <span className="text-ink-3 text-xs">{t("readHint")}</span>
          {answer.error && <ErrorState title={sentenceOf(answer.error, locale)} />}
        </div>
      )}
    </div>
  );
}
