import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/** What the provider states of somebody who signs in with this subject. */
export type Stated = { readonly email?: string; readonly email_verified?: boolean };

export type OpenIdProvider = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whom it knows, by subject. Its sign-in takes any password. */
  readonly people: Map<string, Stated>;
  /** Lets one installation send its people here. */
  readonly serve: (docketUrl: string) => void;
  readonly stop: () => Promise<void>;
};

/** A real OpenID provider over real HTTP, with a sign-in page of its own. */
export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const people = new Map<string, Stated>();
  const clientId = "docket";
  const clientSecret = randomBytes(24).toString("hex");
  let answer: ReturnType<Provider["callback"]> | undefined;
  const server = createServer((request, response) => answer?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    clientId,
    clientSecret,
    people,
    serve: (docketUrl) => {
      answer = new Provider(issuer, {
        clients: [
          {
            client_id: clientId,
            client_secret: clientSecret,
            redirect_uris: [`${docketUrl}/api/auth/callback/oidc`],
          },
        ],
        claims: { openid: ["sub"], email: ["email", "email_verified"] },
        cookies: { keys: [randomBytes(24).toString("hex")] },
        features: { devInteractions: { enabled: true } },
        findAccount: (_: unknown, subject: string) => {
          const stated = people.get(subject);
          return stated && { accountId: subject, claims: () => ({ sub: subject, ...stated }) };
        },
      }).callback();
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
