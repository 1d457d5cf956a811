import { asc, inArray } from "drizzle-orm";
import { account, group, notice } from "../db/schema";
import { reportProgress } from "../server/cases/service/receipt";
import { clock } from "../server/config";
import { noticeToken } from "../server/delivery/service/order";
import { after, day } from "../server/kernel/calendar";
import { read } from "../server/read";
import { leaksIn } from "../server/testing/reporters/plants";
import { driveDialogues } from "../server/testing/reporters/told";
import { driveAccounts, driveAppeals, driveGroups, openWorld } from "../server/testing/reporters/world";
import { expect, test } from "./world/test";

/**
 * Invariant 13, as a browser gets it: the pages that anybody may open who was measured, or who reported the same. What
 * leaves otherwise is searched in `server/reporters.test.ts`.
 */
test("No public page names who reported, in what it shows and in what comes with it", async ({ request }) => {
  test.setTimeout(300_000);
  const world = await openWorld(`pages-${process.pid}`, after(clock(), -2 * day));
  const at = after(clock(), -2 * day);
  await driveGroups(world, at, false);
  await driveAccounts(world, at);
  await driveAppeals(world, at);
  await driveDialogues(world, at);
  const tokens = await read(async (tx) => {
    const [groups, accounts] = await Promise.all([
      tx.select({ id: group.id }).from(group).where(inArray(group.externalId, world.about)),
      tx.select({ id: account.id }).from(account).where(inArray(account.externalId, world.about)),
    ]);
    const subjects = [...groups, ...accounts].map(({ id }) => id);
    const issued = await tx
      .select({ id: notice.id })
      .from(notice)
      .where(inArray(notice.subjectId, subjects))
      .orderBy(asc(notice.id));
    return issued.map(({ id }) => noticeToken(id));
  });
  expect(tokens.length).toBeGreaterThan(10);

  const closed = new Set<string>();
  for (const receipt of world.receipts)
    if ((await reportProgress(receipt, clock())).status === "closed") closed.add(receipt);
  expect(closed.size).toBeGreaterThan(10);

  const found: string[] = [];
  let pages = 0;
  let own = 0;
  const look = async (address: string, language: string, isOwn = false) => {
    // Nobody looks at so many pages in a second, and the installation says so.
    for (const headers of [{}, { rsc: "1" }] as Record<string, string>[])
      await expect(async () => {
        const answer = await request.get(address, { headers: { ...headers, "accept-language": language } });
        expect([address, answer.status()]).toEqual([address, 200]);
        const body = `${JSON.stringify(answer.headers())}\n${await answer.text()}`;
        const leaks = leaksIn(body);
        // What she wrote and is told of her own objection is hers; and it shows that the search sees what a page says.
        if (isOwn && leaks.includes("name")) own++;
        const hers = isOwn ? ["name", "objection"] : [];
        found.push(...leaks.filter((name) => !hers.includes(name)).map((name) => `${address}: ${name}`));
        pages++;
      }).toPass({ timeout: 20_000 });
  };
  for (const [at, token] of tokens.entries()) {
    const language = at % 2 ? "en" : "zh-CN";
    await look(`/notice/${token}`, language);
    await look(`/appeal/${token}`, language);
  }
  for (const [at, receipt] of world.receipts.entries()) {
    await look(`/report/${receipt}`, at % 2 ? "en" : "zh-CN");
    if (closed.has(receipt)) await look(`/appeal/${receipt}`, "zh-CN", true);
  }
  await look("/rules", "zh-CN");
  expect(pages).toBeGreaterThan(100);
  expect(own).toBeGreaterThan(0);
  expect(found).toEqual([]);
});
