import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { clock, config } from "../config";
import { Refused } from "../kernel/refusal";
import { log } from "../log";
import { SignIn, sessionHours } from "./contract";
import { keepLanguageOf } from "./language-cookie";
import { networkOf } from "./network";
import { admit, oidcProviders } from "./provider";
import { safeNext } from "./rules";
import { signIn, signOut } from "./service/sign-in";
import { cookieOptions, isSecure, sessionCookie, staffOf } from "./session";

const headerOf = (headers: Readonly<Record<string, unknown>> | undefined) => ({
  get: (name: string) => (typeof headers?.[name] === "string" ? (headers[name] as string) : null),
});

/** next-auth keeps only the name of our own session in its cookie; the session itself is a row that can be revoked. */
export const authOptions = (): NextAuthOptions => ({
  secret: config().authSecret,
  session: { strategy: "jwt", maxAge: sessionHours * 3_600 },
  useSecureCookies: isSecure(),
  cookies: { sessionToken: { name: sessionCookie(), options: cookieOptions() } },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    CredentialsProvider({
      credentials: { email: {}, password: {} },
      authorize: async (given, request) => {
        const input = SignIn.safeParse(given);
        if (!input.success) throw new Error("staff.wrong");
        try {
          return { id: await signIn(input.data, networkOf(headerOf(request.headers)), clock()) };
        } catch (error) {
          if (error instanceof Refused) throw new Error(`${error.refusal.code}:${error.refusal.details.seconds ?? ""}`);
          log().error({ err: error }, "sign-in failed");
          throw new Error("staff.failed");
        }
      },
    }),
    ...oidcProviders(),
  ],
  callbacks: {
    signIn: admit,
    jwt: ({ token, user }) => (user ? { sid: user.id } : { sid: token.sid }),
    redirect: ({ url, baseUrl }) => `${baseUrl}${safeNext(url.startsWith(baseUrl) ? url.slice(baseUrl.length) : url)}`,
    session: ({ session }) => ({ expires: session.expires }),
  },
  events: {
    signIn: ({ user }) => keepLanguageOf(user.id, clock()),
    signOut: async ({ token }) => {
      const now = clock();
      const staff = typeof token.sid === "string" ? await staffOf(token.sid, now) : null;
      if (staff) await signOut(staff.actor, now);
    },
  },
  logger: {
    error: (code) => log().error({ code }, "next-auth"),
    warn: (code) => log().warn({ code }, "next-auth"),
    debug: () => undefined,
  },
});
