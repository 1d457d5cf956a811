import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { may, type Permission } from "../server/access/matrix";
import { demoStaff } from "../server/staff/demo";
import { signIn } from "./world/sign-in";
import { expect, test } from "./world/test";

/** Pages of the console without a variable in their address, with the permission that each one asks for. */
const pages = readdirSync("app/(console)", { recursive: true, encoding: "utf8" })
  .filter((file) => path.basename(file) === "page.tsx" && !file.includes("["))
  .map((file) => ({
    address: `/${path.posix.dirname(file.replaceAll(path.sep, "/"))}`.replace(/\/\.$/, "/"),
    permission: /await requirePage\("([\w.]+)"/.exec(readFileSync(`app/(console)/${file}`, "utf8"))?.[1] as
      | Permission
      | undefined,
  }))
  .flatMap(({ address, permission }) => (permission ? [{ address, permission }] : []));

test("Every page sends somebody without a session to the door, and back to it", async ({ request }) => {
  expect(pages.length).toBeGreaterThan(3);
  for (const { address } of pages) {
    const answer = await request.get(address, { maxRedirects: 0 });
    expect([address, answer.status()]).toEqual([address, 307]);
    const door = new URL(answer.headers().location ?? "", "http://docket.test");
    expect([door.pathname, door.searchParams.get("next")]).toEqual(["/sign-in", address]);
  }
});

test("Every page sends somebody with a forged session to the door", async ({ request }) => {
  for (const { address } of pages) {
    const answer = await request.get(address, { maxRedirects: 0, headers: { cookie: "docket-session=forged" } });
    expect([address, answer.status()]).toEqual([address, 307]);
    expect(answer.headers().location).toContain("/sign-in");
  }
});

for (const { account, roles } of demoStaff)
  test(`Every page opens to ${account} as the matrix says`, async ({ request }) => {
    await signIn(request, account);
    for (const { address, permission } of pages) {
      const answer = await request.get(address, { maxRedirects: 0 });
      // A page that needs more in its address may find nothing there (404), once it has let the person in.
      if (may(roles, permission)) expect([address, [200, 404].includes(answer.status())]).toEqual([address, true]);
      else expect([address, answer.status()]).toEqual([address, 403]);
    }
  });
