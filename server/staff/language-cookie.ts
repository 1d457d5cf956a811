import { cookies } from "next/headers";
import { isLanguage, type Language, languageCookie } from "../../messages/languages";
import { staffOf } from "./session";

const yearSeconds = 365 * 24 * 3_600;

/** Keeps the language of a browser for a year. */
export const keepLanguage = async (language: Language): Promise<void> => {
  (await cookies()).set(languageCookie, language, { maxAge: yearSeconds, sameSite: "lax", path: "/", httpOnly: true });
};

/** Gives the browser that has just signed in the language that its person chose elsewhere, if she ever chose one. */
export async function keepLanguageOf(sessionId: string, now: Date): Promise<void> {
  const language = (await staffOf(sessionId, now))?.language;
  if (isLanguage(language)) await keepLanguage(language);
}
