"use server";

import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { isLanguage } from "../../messages/languages";
import { clock } from "../config";
import { type Refusal, Refused } from "../kernel/refusal";
import { log } from "../log";
import { ChoosePassword, refuse, SignIn } from "./contract";
import { keepLanguage, keepLanguageOf } from "./language-cookie";
import { networkOf } from "./network";
import { safeNext } from "./rules";
import { chooseLanguage } from "./service/language";
import { choosePassword } from "./service/password";
import { signIn, signOut } from "./service/sign-in";
import { cookieOptions, currentStaff, sessionCookie, tokenOf } from "./session";

/** Why somebody was not signed in, as the form shows it. */
type SignInFailure = { kind: "wrong" } | { kind: "locked"; seconds: number } | { kind: "failed" };

/** Signs in and goes to `next`, or answers why not. Next.js refuses the call from another origin. */
export async function signInAction(form: { email: string; password: string; next: string }): Promise<SignInFailure> {
  const input = SignIn.safeParse(form);
  if (!input.success) return { kind: "wrong" };
  try {
    const now = clock();
    const sessionId = await signIn(input.data, networkOf(await headers()), now);
    (await cookies()).set(sessionCookie(), await tokenOf(sessionId), cookieOptions());
    await keepLanguageOf(sessionId, now);
  } catch (error) {
    if (!(error instanceof Refused)) {
      log().error({ err: error }, "sign-in failed");
      return { kind: "failed" };
    }
    const { seconds } = error.refusal.details;
    return typeof seconds === "number" ? { kind: "locked", seconds } : { kind: "wrong" };
  }
  return redirect(safeNext(typeof form.next === "string" ? form.next : "/"));
}

/** Ends the session at hand and shows the door. */
export async function signOutAction(): Promise<void> {
  const now = clock();
  const staff = await currentStaff(now);
  if (staff) await signOut(staff.actor, now);
  (await cookies()).delete({ name: sessionCookie(), ...cookieOptions() });
  redirect("/sign-in");
}

/** A person's own new password. Answers a refusal; done, it goes to the first page. */
export async function choosePasswordAction(form: ChoosePassword): Promise<Refusal> {
  const now = clock();
  const staff = await currentStaff(now);
  if (!staff) redirect("/sign-in");
  const input = ChoosePassword.safeParse(form);
  if (!input.success) return refuse("wrong");
  try {
    await choosePassword(staff.actor, input.data, now);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
  return redirect("/");
}

/** Keeps a language: of this browser and, for somebody signed in, with her account. What is no language changes nothing. */
export async function chooseLanguageAction(form: FormData): Promise<void> {
  const language = form.get("language");
  if (!isLanguage(language)) return;
  await keepLanguage(language);
  const now = clock();
  const staff = await currentStaff(now);
  if (staff) await chooseLanguage(staff.actor, language, now);
}
