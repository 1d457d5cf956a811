/** The languages of the interface, as people and cookies name them. */
export const languages = ["zh-CN", "en"] as const;
export type Language = (typeof languages)[number];

/** The locale that formats dates and numbers. British English writes the day first, as the design does. */
export type Locale = "zh-CN" | "en-GB";

export const languageCookie = "docket-language";
export const themeCookie = "docket-theme";
export const keysCookie = "docket-keys";

export type Theme = "light" | "dark";

export const isLanguage = (word: unknown): word is Language => languages.some((language) => language === word);
export const localeOf = (language: Language): Locale => (language === "en" ? "en-GB" : "zh-CN");
export const languageOf = (locale: Locale): Language => (locale === "en-GB" ? "en" : "zh-CN");

/** The language that a browser asks for, by `Accept-Language`; Chinese when it names neither. */
export function acceptedLanguage(header: string | null): Language {
  const wishes = (header ?? "")
    .split(",")
    .slice(0, 20)
    .map((part) => {
      const [tag = "", ...rest] = part.trim().split(";");
      const weight = rest.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find(Boolean);
      return { tag: tag.toLowerCase(), weight: weight ? Number(weight) : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  for (const { tag } of wishes) {
    if (/^zh(-|$)/.test(tag)) return "zh-CN";
    if (/^en(-|$)/.test(tag)) return "en";
  }
  return "zh-CN";
}

/** A refusal's or another stored sentence, in the language of the screen. */
export const sentenceIn = (sentence: { readonly zh: string; readonly en: string }, locale: string): string =>
  locale === "zh-CN" ? sentence.zh : sentence.en;
