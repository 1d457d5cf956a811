import { headers } from "next/headers";
import type { NextAuthOptions, Profile } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import * as z from "zod";
import { clock, config } from "../config";
import { Refused } from "../kernel/refusal";
import { log } from "../log";
import { networkOf } from "./network";
import type { ProviderClaims } from "./rules";
import { signInByProvider } from "./service/sign-in-provider";

/** Its name in next-auth's addresses: the provider sends people back to `/api/auth/callback/oidc`. */
const providerId = "oidc";

const Claims = z.object({
  iss: z.string().min(1).max(500),
  sub: z.string().min(1).max(255),
  email: z.string().trim().toLowerCase().max(200).pipe(z.email()).nullish().catch(null),
  /** Nothing but the boolean counts as a statement of the provider. */
  email_verified: z
    .unknown()
    .transform((value) => value === true)
    .optional(),
});

/** Whether the sign-in page offers the installation's OpenID provider. */
export const hasProvider = (): boolean => config().oidc !== null;

/** The installation's OpenID provider, as next-auth wants it; none when it is not configured. */
export function oidcProviders(): OAuthConfig<Profile & { sub: string }>[] {
  const { oidc } = config();
  if (!oidc) return [];
  const { issuer, clientId, clientSecret } = oidc;
  return [
    {
      id: providerId,
      name: "OpenID Connect",
      type: "oauth",
      wellKnown: `${issuer.replace(/\/+$/, "")}/.well-known/openid-configuration`,
      idToken: true,
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: "openid email" } },
      clientId,
      clientSecret,
      userinfo: {
        // The checked ID token says who; some providers tell the address only at the userinfo endpoint, where the
        // client refuses another subject's answer.
        request: async ({ client, tokens }) => {
          const stated = (tokens as typeof tokens & { claims(): Profile & { sub: string } }).claims();
          if (stated.email !== undefined) return stated;
          return { ...(await client.userinfo(tokens as Parameters<typeof client.userinfo>[0])), ...stated };
        },
      },
      // The id of our own session takes the place of this one, or nobody is signed in.
      profile: ({ sub }) => ({ id: sub }),
    },
  ];
}

/** What a checked profile states, as our rules read it; null when it has no issuer or subject. */
export function claimsOf(profile: unknown): ProviderClaims | null {
  const read = Claims.safeParse(profile);
  if (!read.success) return null;
  const { iss: issuer, sub: subject, email, email_verified: isVerified } = read.data;
  return { issuer, subject, email: email ?? null, isVerified: isVerified === true };
}

type SignInCallback = NonNullable<NonNullable<NextAuthOptions["callbacks"]>["signIn"]>;

/** Lets in whom our own rules let in. A session that was opened takes the place of the provider's id. */
export const admit: SignInCallback = async ({ user, account, profile }) => {
  if (account?.provider !== providerId) return true;
  try {
    const claims = claimsOf(profile);
    if (!claims) return "/sign-in?error=failed";
    user.id = await signInByProvider(claims, networkOf(await headers()), clock());
    return true;
  } catch (error) {
    if (error instanceof Refused)
      return `/sign-in?error=${error.refusal.code === "staff.locked" ? "locked" : "refused"}`;
    log().error({ err: error }, "sign-in failed");
    return "/sign-in?error=failed";
  }
};
