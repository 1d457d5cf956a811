import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { may, type Permission } from "../access/matrix";
import type { StaffActor } from "../kernel/actor";
import { currentViewer } from "../staff/session";

/**
 * The gate of a console page: sends the signed-out to the sign-in page and shows others which roles may.
 *
 * @returns who asks, for what the page asks next.
 */
export async function requirePage(permission: Permission): Promise<StaffActor> {
  const found = await currentViewer();
  if (!found) {
    const path = (await headers()).get("x-docket-path") ?? "/";
    redirect(`/sign-in?next=${encodeURIComponent(path)}`);
  }
  if (!may(found.actor.roles, permission)) forbidden();
  return found.actor;
}
