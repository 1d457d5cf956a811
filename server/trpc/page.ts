import { TRPCError } from "@trpc/server";
import { headers } from "next/headers";
import { forbidden, notFound, redirect } from "next/navigation";
import { may, type Permission } from "../access/matrix";
import { safeNext } from "../staff/rules";
import { type CurrentStaff, currentViewer } from "../staff/session";
import { refusalIn } from "./init";

/** Where everybody sees her own account and chooses her own password. */
export const ownPage = "/account";

/** The gate of the pages that every signed-in person may open: her own. Sends the signed-out to the sign-in page. */
export async function requireViewer(): Promise<CurrentStaff> {
  const found = await currentViewer();
  if (found) return found;
  const path = safeNext((await headers()).get("x-docket-path"));
  return redirect(path === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(path)}`);
}

/**
 * The gate of a console page: sends the signed-out to the sign-in page, and shows others which roles may.
 * Call it first in every page of `app/(console)`: a test finds the page that does not.
 *
 * @returns who asks, for what the page asks next.
 */
export async function requirePage(permission: Permission): Promise<CurrentStaff> {
  const viewer = await requireViewer();
  if (viewer.mustChoosePassword) redirect(ownPage);
  if (!may(viewer.roles, permission)) forbidden();
  return viewer;
}

/** What a page asked for by address: shows 404 and 403 pages instead of a failure. */
export async function orNotFound<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TRPCError && error.code === "NOT_FOUND") notFound();
    if (error instanceof TRPCError && error.code === "FORBIDDEN") forbidden();
    throw error;
  }
}

/**
 * What a page asked for with words of the address: its answer, or the sentence with which it was refused, which the
 * page shows where the answer would stand.
 *
 * @param locale of the page.
 */
export async function orRefusal<T>(
  asked: Promise<T>,
  locale: string,
): Promise<{ readonly value: T; readonly fault: null } | { readonly value: null; readonly fault: string }> {
  try {
    return { value: await asked, fault: null };
  } catch (error) {
    const refusal = error instanceof TRPCError ? refusalIn(error, undefined) : null;
    if (!refusal) throw error;
    return { value: null, fault: locale.startsWith("zh") ? refusal.sentence.zh : refusal.sentence.en };
  }
}
