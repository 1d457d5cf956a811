import { useLocale } from "next-intl";

/** Picks the page's language of a sentence that has both. */
export function useBoth() {
  const isChinese = useLocale().startsWith("zh");
  return (text: { readonly zh: string; readonly en: string }) => (isChinese ? text.zh : text.en);
}
