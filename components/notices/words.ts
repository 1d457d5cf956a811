import { useLocale } from "next-intl";
import type { NoticeLanguage } from "@/server/notices/contract";

/** Of a sentence in both languages, that of the screen. */
export function useBoth(): (words: { readonly zh: string; readonly en: string }) => string {
  const language: NoticeLanguage = useLocale().startsWith("zh") ? "zh" : "en";
  return (words) => words[language];
}

/** What `lang` says of a text of a notice. */
export const langOf = { zh: "zh-CN", en: "en" } as const satisfies Record<NoticeLanguage, string>;
