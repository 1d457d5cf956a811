import type { Browser, Page } from "@playwright/test";
import postgres from "postgres";
import { demoAddress } from "../server/staff/demo";
import { type Installation, startInstallation } from "./world/installation";
import { type OpenIdProvider, startOpenIdProvider } from "./world/openid";
import { expect, test, watchFaults } from "./world/test";

test.describe.configure({ mode: "serial" });

let provider: OpenIdProvider;
let docket: Installation;

test.beforeAll(async () => {
  provider = await startOpenIdProvider();
  docket = await startInstallation({
    logDir: "test-results/openid",
    settings: (url) => {
      provider.serve(url);
      const { issuer, clientId, clientSecret } = provider;
      return { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret };
    },
  });
});
test.afterAll(async () => {
  await docket.stop();
  await provider.stop();
});

/** A new browser that goes to a page of Docket and from there over the provider. */
async function enterAs(browser: Browser, subject: string, faults: string[]): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: docket.url })).newPage();
  watchFaults(page, faults);
  await page.goto("/measures");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByRole("button", { name: "Sign in with your organisation" }).click();
  await expect(page).toHaveURL(new RegExp(`^${provider.issuer}/interaction/`));
  await page.locator("input[name=login]").fill(subject);
  await page.locator("input[name=password]").fill("any");
  await page.locator("[type=submit]").click();
  // Then it asks whether Docket may know who she is.
  await page.locator("[type=submit]").click();
  await page.waitForURL((url) => url.origin === docket.url);
  return page;
}

const logged = async (action: string) => {
  const sql = postgres(docket.database.ownerUrl, { max: 1 });
  try {
    const rows = await sql<{ pub: Record<string, unknown> }[]>`
      select body_json -> 'pub' as pub from audit_event where action = ${action} order by appended_at, id`;
    return rows.map(({ pub }) => pub);
  } finally {
    await sql.end();
  }
};

test("Somebody signs in over the provider by her verified address, and by her subject from then on", async ({
  browser,
  pageFaults,
}) => {
  provider.people.set("lead-1", { email: demoAddress("lead").toUpperCase(), email_verified: true });
  const first = await enterAs(browser, "lead-1", pageFaults);
  await expect(first).toHaveURL(`${docket.url}/measures`);
  await expect(first.getByRole("heading", { level: 1, name: "Measures" })).toBeVisible();

  provider.people.set("lead-1", { email: "moved@docket.test", email_verified: false });
  const second = await enterAs(browser, "lead-1", pageFaults);
  await expect(second).toHaveURL(`${docket.url}/measures`);
  expect(await logged("staff.identity_bound")).toEqual([{ issuer: provider.issuer }]);
  expect((await logged("staff.signed_in")).map(({ by }) => by)).toEqual(["oidc", "oidc"]);

  await second.getByRole("button", { name: /陈默/ }).click();
  await second.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(second).toHaveURL(/\/sign-in/);
  await second.goto("/measures");
  await expect(second).toHaveURL(/\/sign-in/);
});

for (const [what, subject, stated] of [
  ["somebody without an account", "stranger", { email: "stranger@docket.test", email_verified: true }],
  ["an address that the provider does not vouch for", "moderator-1", { email: demoAddress("moderator") }],
  ["a second subject with an address that is bound", "lead-2", { email: demoAddress("lead"), email_verified: true }],
] as const)
  test(`The provider's word opens nothing for ${what}`, async ({ browser, pageFaults }) => {
    provider.people.set(subject, stated);
    const refusedBefore = (await logged("staff.sign_in_failed")).length;
    const page = await enterAs(browser, subject, pageFaults);
    await expect(page).toHaveURL(`${docket.url}/sign-in?error=refused`);
    await expect(page.getByText("No account here for that sign-in")).toBeVisible();
    await page.goto("/measures");
    await expect(page).toHaveURL(/\/sign-in/);
    expect((await logged("staff.sign_in_failed")).length).toBe(refusedBefore + 1);
  });

test("A forged answer of the provider opens nothing", async ({ request }) => {
  const answer = await request.get(`${docket.url}/api/auth/callback/oidc?code=x&state=y`);
  expect(answer.url()).toMatch(/\/sign-in\?.*error=OAuthCallback/);
  expect((await request.storageState()).cookies.filter(({ name }) => name === "docket-session")).toEqual([]);
});

test("Where no provider is configured, none is offered", async ({ page, request }) => {
  await page.goto("/sign-in");
  await expect(page.getByLabel("Password")).toBeVisible();
  await expect(page.getByRole("button", { name: /organisation/ })).toHaveCount(0);
  expect(Object.keys((await (await request.get("/api/auth/providers")).json()) as object)).toEqual(["credentials"]);
});
