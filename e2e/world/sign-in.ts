import type { APIRequestContext } from "@playwright/test";
import { demoAddress } from "../../server/staff/demo";
import { expect } from "./test";

/** The password of all demo accounts, unless the environment says another. */
const demoPassword = process.env.DOCKET_DEMO_PASSWORD ?? "docket-demo";

/** Cookie and field against forged forms, as next-auth wants them. */
async function crossSiteToken(request: APIRequestContext): Promise<string> {
  const answer = await request.get("/api/auth/csrf");
  return ((await answer.json()) as { csrfToken: string }).csrfToken;
}

/**
 * Signs in over HTTP. With `page.request` or `context.request` the browser has the session from then on.
 *
 * @param account of the demo, e.g. `moderator`, or a whole address.
 */
export async function signIn(request: APIRequestContext, account: string, password = demoPassword): Promise<void> {
  const answer = await request.post("/api/auth/callback/credentials", {
    form: {
      csrfToken: await crossSiteToken(request),
      email: account.includes("@") ? account : demoAddress(account),
      password,
      json: "true",
    },
  });
  const said = (await answer.json()) as { url?: string };
  expect(said.url ?? "", `sign-in of ${account}`).not.toContain("error=");
}

/** Signs out over HTTP. */
export async function signOut(request: APIRequestContext): Promise<void> {
  await request.post("/api/auth/signout", { form: { csrfToken: await crossSiteToken(request), json: "true" } });
}
