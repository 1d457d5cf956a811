import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { clock, config } from "../config";
import { Refused } from "../kernel/refusal";
import { log } from "../log";
import { SignIn, sessionHours } from "./contract";
import { signIn, signOut } from "./service/sign-in";
import { staffOf } from "./session";

/** next-auth keeps only the name of our own session in its cookie; the session itself is a row that can be revoked. */
export const authOptions = (): NextAuthOptions => {
  const secure = config().url.startsWith("https:");
  return {
    secret: config().authSecret,
    session: { strategy: "jwt", maxAge: sessionHours * 3_600 },
    useSecureCookies: secure,
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {} },
        authorize: async (given) => {
          const input = SignIn.safeParse(given);
          if (!input.success) throw new Error("staff.wrong");
          try {
            return { id: await signIn(input.data, clock()) };
          } catch (error) {
            if (error instanceof Refused)
              throw new Error(`${error.refusal.code}:${error.refusal.details.seconds ?? ""}`);
            log().error({ err: error }, "sign-in failed");
            throw new Error("staff.failed");
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sid: user.id } : { sid: token.sid }),
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        const { encode } = await import("next-auth/jwt");
        const now = clock();
        const staff = await staffOf(await encode({ token, secret: config().authSecret }), now);
        if (staff) await signOut(staff.actor, now);
      },
    },
  };
};
