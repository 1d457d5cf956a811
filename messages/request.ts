import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { zone } from "@/server/kernel/calendar";
import { catalogue } from "./catalogue";
import { formatsOf } from "./formats";
import { acceptedLanguage, isLanguage, type Language, languageCookie, languageOf, localeOf } from "./languages";

/** The language of this request: the person's cookie, else what the browser asks for. */
export async function requestLanguage(): Promise<Language> {
  const chosen = (await cookies()).get(languageCookie)?.value;
  return isLanguage(chosen) ? chosen : acceptedLanguage((await headers()).get("accept-language"));
}

export default getRequestConfig(async ({ locale }) => {
  const language = locale ? languageOf(locale) : await requestLanguage();
  return {
    locale: localeOf(language),
    messages: catalogue(language),
    timeZone: zone,
    now: new Date(),
    formats: formatsOf(language),
  };
});
