import superjson from "superjson";
import { clock } from "../server/config";
import { revokeSessions } from "../server/staff/service/accounts";
import { addStaff } from "../server/staff/service/add";
import { signIn, signOut } from "./world/sign-in";
import { expect, test } from "./world/test";

const operator = { kind: "operator", command: "test" } as const;
const password = "correct horse battery";
let made = 0;

/** A person of this test alone: ending her sessions harms no other test. */
async function newPerson(roles: ["admin"] | ["moderator"], given: { isTemporary?: boolean } = {}) {
  const email = `p${process.pid}-${made++}@docket.test`;
  const id = await addStaff(operator, { email, name: "陶然", roles }, { password, ...given }, clock());
  return { id, email };
}

const listStaff = `/api/trpc/staff.list?input=${encodeURIComponent(JSON.stringify(superjson.serialize({})))}`;

test("A revoked session is refused at once by pages, procedures and files", async ({ request }) => {
  const { id, email } = await newPerson(["admin"]);
  await signIn(request, email, password);
  expect((await request.get("/settings/staff", { maxRedirects: 0 })).status()).toBe(200);
  expect((await request.get(listStaff)).status()).toBe(200);

  expect(await revokeSessions(operator, id, clock())).toBe(1);

  const page = await request.get("/settings/staff", { maxRedirects: 0 });
  expect(page.status()).toBe(307);
  expect(page.headers().location).toContain("/sign-in?next=%2Fsettings%2Fstaff");
  expect((await request.get(listStaff)).status()).toBe(401);
  expect((await request.get("/filings/F-0001/files/json")).status()).toBe(401);
});

test("The cookie of a session that was signed out is worth nothing, even when somebody kept it", async ({
  request,
  playwright,
  baseURL,
}) => {
  const { email } = await newPerson(["admin"]);
  await signIn(request, email, password);
  const kept = await playwright.request.newContext({ baseURL, storageState: await request.storageState() });
  expect((await kept.get(listStaff)).status()).toBe(200);
  await signOut(request);
  expect((await kept.get(listStaff)).status()).toBe(401);
  await kept.dispose();
});

test("The cookie is out of reach of scripts and other sites", async ({ request }) => {
  const { email } = await newPerson(["moderator"]);
  await signIn(request, email, password);
  const [cookie] = (await request.storageState()).cookies.filter(({ name }) => name === "docket-session");
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  // What it holds says neither who nor what she may.
  expect(Buffer.from(cookie?.value ?? "", "base64url").toString("latin1")).not.toContain(email);
});

test("Nobody is told whether an account exists, and guessing is slowed down", async ({ page }) => {
  const { email } = await newPerson(["moderator"]);
  // A network of its own: these failures slow no other test down.
  await page.setExtraHTTPHeaders({ "x-forwarded-for": "203.0.113.7" });
  for (const address of [email, `nobody-${process.pid}@docket.test`]) {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(address);
    const tooMany = page.getByRole("alert").filter({ hasText: "Too many wrong attempts" });
    const submit = async () => {
      await page.getByLabel("Password").fill("a wrong password");
      const answered = page.waitForResponse((response) => response.request().method() === "POST");
      await page.getByRole("button", { name: /^Sign in/ }).click();
      await answered;
    };
    await submit();
    await expect(page.getByRole("alert").filter({ hasText: "do not match" })).toBeVisible();
    // The wait doubles with each failure after the fifth: soon it is longer than this page takes to ask again.
    await expect(async () => {
      await submit();
      await expect(tooMany).toBeVisible({ timeout: 500 });
    }).toPass({ intervals: [0] });
  }
});

test("A person signs in by keyboard, lands where she wanted to go, and signs out", async ({ page }) => {
  const { email } = await newPerson(["admin"]);
  await page.goto("/settings/staff");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Email").focus();
  await page.keyboard.type(email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/staff$/);
  await expect(page.getByRole("heading", { level: 1, name: "Staff" })).toBeVisible();
  await page.getByRole("button", { name: /陶然/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("Somebody new chooses her own password before anything opens", async ({ page }) => {
  const { email } = await newPerson(["moderator"], { isTemporary: true });
  await signIn(page.request, email, password);
  await page.goto("/queue");
  await expect(page).toHaveURL(/\/account$/);
  expect((await page.request.get(listStaff)).status()).toBe(403);
  await page.getByLabel("Present password").fill(password);
  await page.getByLabel("New password", { exact: true }).fill("a password of mine");
  await page.getByLabel("New password again").fill("a password of mine");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page).not.toHaveURL(/\/account$/);
});
