import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { cache } from "react";
import { type Permission, permissionsOf } from "../access/matrix";
import { clock, config, isDemoMode } from "../config";
import type { Role, StaffActor } from "../kernel/actor";
import { read } from "../read";
import { touch } from "../touch";
import { sessionCookies, sessionHours } from "./contract";
import { isDue, isLive, isUsable } from "./rules";
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

/** Sessions named by cookies that were opened lately: opening derives a key each time, which costs as much as a query. */
const opened = new Map<string, { readonly sessionId: string; readonly until: number }>();
const openedLimit = 2_000;
const openedMilliseconds = 60_000;

/**
 * The id of the session that a cookie's value names; null for what we did not write. Whether the session is still good
 * is not asked here.
 */
export async function sessionIdIn(token: string | undefined): Promise<string | null> {
  if (!token) return null;
  const known = opened.get(token);
  if (known && known.until > Date.now()) return known.sessionId;
  opened.delete(token);
  const claims = await decode({ token, secret: config().authSecret }).catch(() => null);
  if (typeof claims?.sid !== "string") return null;
  if (opened.size >= openedLimit) opened.clear();
  opened.set(token, { sessionId: claims.sid, until: Date.now() + openedMilliseconds });
  return claims.sid;
}

/**
 * Whose session this is, asked of the database: a revoked, expired or idle session is nobody's, and so is one of
 * somebody deactivated or, outside demo mode, of a demo's person.
 */
export async function staffOf(sessionId: string, now: Date): Promise<CurrentStaff | null> {
  const found = await read((tx) => store.sessionById(tx, sessionId));
  if (!found || !isUsable(found.staff, isDemoMode()) || !isLive(found.session, now)) return null;
  if (isDue(found.session, now)) await touch((tx) => store.seeSession(tx, sessionId, now));
  const { id, name, email, language, demo, passwordIsTemporary } = found.staff;
  // A password that she did not use is not in her way.
  const mustChoosePassword = passwordIsTemporary && found.session.method === "password";
  const roles = mustChoosePassword ? [] : found.roles;
  return {
    actor: { kind: "staff", id, roles, sessionId },
    id,
    name,
    email,
    language,
    roles,
    permissions: permissionsOf(roles),
    mustChoosePassword,
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
