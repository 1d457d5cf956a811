"use client";

import { useFormatter, useLocale } from "next-intl";
import type { Refusal } from "@/server/kernel/refusal";

/** The sentence of a refusal in the language of the page, with its times in the installation's zone. */
export function useRefusalText(): (refusal: Pick<Refusal, "sentence" | "details">) => string {
  const isChinese = useLocale().startsWith("zh");
  const format = useFormatter();
  return ({ sentence, details }) => {
    const text = isChinese ? sentence.zh : sentence.en;
    const { since } = details;
    return typeof since === "string" ? text.replace(since, format.dateTime(new Date(since), "clock")) : text;
  };
}
