import { cookies } from "next/headers";
import { decode } from "next-auth/jwt";
import { cache } from "react";
import { type Permission, permissionsOf } from "../access/matrix";
import { clock, config } from "../config";
import type { Role, StaffActor } from "../kernel/actor";
import { read } from "../read";
import { touch } from "../touch";
import { isDue, isLive } from "./rules";
import * as store from "./store";

/** Who is signed in: for doors (`actor`) and for the frame of the console (the rest). */
export type CurrentStaff = {
  readonly actor: StaffActor;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly permissions: readonly Permission[];
  readonly language: string | null;
};

/** The cookie that holds the signed name of a session: the library's own, marked secure when the address is https. */
export const sessionCookie = () => `${config().url.startsWith("https:") ? "__Secure-" : ""}next-auth.session-token`;

/** The session that a cookie's value names, checked against the database: revoked, expired or idle ones are nobody. */
export async function staffOf(token: string | undefined, now: Date): Promise<CurrentStaff | null> {
  if (!token) return null;
  const claims = await decode({ token, secret: config().authSecret }).catch(() => null);
  if (typeof claims?.sid !== "string") return null;
  const { sid } = claims;
  const found = await read((tx) => store.sessionById(tx, sid));
  if (!found?.staff.active || !isLive(found.session, now)) return null;
  if (isDue(found.session, now)) await touch((tx) => store.seeSession(tx, sid, now));
  const { id, name, email, language } = found.staff;
  return {
    actor: { kind: "staff", id, roles: found.roles, sessionId: sid },
    name,
    email,
    language,
    roles: found.roles,
    permissions: permissionsOf(found.roles),
  };
}

/** Who asks in the request at hand, from its cookie; null for nobody. */
export const currentStaff = async (now: Date): Promise<CurrentStaff | null> =>
  staffOf((await cookies()).get(sessionCookie())?.value, now);

/** Who looks at the page being rendered: asked once for all its parts. */
export const currentViewer = cache(() => currentStaff(clock()));
