import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { cache } from "react";
import { type Permission, permissionsOf } from "../access/matrix";
import { clock, config } from "../config";
import type { Role, StaffActor } from "../kernel/actor";
import { read } from "../read";
import { touch } from "../touch";
import { sessionCookies, sessionHours } from "./contract";
import { isDue, isLive } from "./rules";
import * as store from "./store";

/** Who is signed in: for doors (`actor`) and for the frame of the console (the rest). */
export type CurrentStaff = {
  readonly actor: StaffActor;
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly permissions: readonly Permission[];
  readonly language: string | null;
  /** Her password was made for her. Until she has chosen her own, she has no roles and may nothing else. */
  readonly mustChoosePassword: boolean;
  /** One of the demo's people, whose password everybody knows. */
  readonly demo: boolean;
};

export const isSecure = () => config().url.startsWith("https:");

/** The cookie that holds the sealed name of a session. Secure and bound to the host when the address is https. */
export const sessionCookie = () => (isSecure() ? sessionCookies.https : sessionCookies.http);
export const cookieOptions = () => ({ httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() }) as const;

/** What the cookie of a session holds, as next-auth writes it. */
export const tokenOf = (sessionId: string): Promise<string> =>
  encode({ token: { sid: sessionId }, secret: config().authSecret, maxAge: sessionHours * 3_600 });

/** The id of the session that a cookie's value names; null for what we did not write. */
export async function sessionIdIn(token: string | undefined): Promise<string | null> {
  if (!token) return null;
  const claims = await decode({ token, secret: config().authSecret }).catch(() => null);
  return typeof claims?.sid === "string" ? claims.sid : null;
}

/** Whose session this is, asked of the database: a revoked, expired or idle session, or one of somebody deactivated, is nobody's. */
export async function staffOf(sessionId: string, now: Date): Promise<CurrentStaff | null> {
  const found = await read((tx) => store.sessionById(tx, sessionId));
  if (!found?.staff.active || !isLive(found.session, now)) return null;
  if (isDue(found.session, now)) await touch((tx) => store.seeSession(tx, sessionId, now));
  const { id, name, email, language, demo, passwordIsTemporary } = found.staff;
  const roles = passwordIsTemporary ? [] : found.roles;
  return {
    actor: { kind: "staff", id, roles, sessionId },
    id,
    name,
    email,
    language,
    roles,
    permissions: permissionsOf(roles),
    mustChoosePassword: passwordIsTemporary,
    demo,
  };
}

/** Who asks in the request at hand, from its cookie; null for nobody. For procedures, endpoints and actions. */
export async function currentStaff(now: Date): Promise<CurrentStaff | null> {
  const sessionId = await sessionIdIn((await cookies()).get(sessionCookie())?.value);
  return sessionId ? staffOf(sessionId, now) : null;
}

/** Who looks at the page being rendered: asked once for all its parts. */
export const currentViewer = cache(() => currentStaff(clock()));
