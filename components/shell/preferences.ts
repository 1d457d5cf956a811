"use server";

import { cookies } from "next/headers";
import { isLanguage, languageCookie } from "@/messages/languages";

const yearSeconds = 365 * 24 * 3600;

/** Keeps the language that a person chose, in a cookie for a year. A word that is no language changes nothing. */
export async function chooseLanguage(form: FormData): Promise<void> {
  const language = form.get("language");
  if (!isLanguage(language)) return;
  const jar = await cookies();
  jar.set(languageCookie, language, { maxAge: yearSeconds, sameSite: "lax", path: "/", httpOnly: true });
}
