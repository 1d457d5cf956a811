import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { eq } from "drizzle-orm";
import { notice } from "../../db/schema";
import { clock } from "../../server/config";
import { noticeToken } from "../../server/delivery/service/order";
import { after, minute } from "../../server/kernel/calendar";
import { read } from "../../server/read";
import { makePerson } from "../../server/testing/cases";
import { decideAbout, onSubject, subjectNamed } from "../../server/testing/enforcement";
import { walkTo } from "../world/keyboard";
import { expect, test } from "../world/people";
import { like, wordsOf } from "../world/words";

const answer = "引流信息已全部删除，管理员逐条核对过。";

/** A group that was told to put something right: its name outside, and the address of its notice. */
async function asked(nth: number): Promise<{ externalId: string; notice: string }> {
  // A minute ago: what can still be undone has not been issued.
  const now = after(clock(), -minute);
  const people = [
    await makePerson(["moderator"], `许${nth}`, now),
    await makePerson(["lead"], `陈${nth}`, now),
  ] as const;
  const externalId = `rectify-${process.pid}-${nth}`;
  const found = await decideAbout(
    people,
    { type: "group", externalId },
    (each) => [onSubject(each, "warn_and_rectify", 3, { items: ["删除引流信息", "核对管理员"] })],
    now,
  );
  const [issued] = await read((tx) => tx.select().from(notice).where(eq(notice.subjectId, found.subjectId)));
  return { externalId, notice: `/notice/${noticeToken(issued?.id as string)}` };
}

const faultsOf = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

for (const [nth, [verdict, language]] of (
  [
    ["passed", "en"],
    ["failed", "en"],
    ["passed", "zh-CN"],
    ["failed", "zh-CN"],
  ] as const
).entries())
  test(`A group answers over its notice's address, and somebody looks at it: ${verdict}, ${language}`, async ({
    signIn,
  }) => {
    const { rectify, rectifications, ledger } = wordsOf(language).enforcement;
    const group = await asked(nth);
    const founder = await signIn(null, { language });
    await founder.goto(group.notice);
    const box = founder.getByRole("textbox", { name: rectify.label });
    await box.focus();
    await founder.keyboard.type("太短");
    await founder.keyboard.press("Tab");
    await founder.keyboard.press("Enter");
    await expect(founder.getByText(rectify.tooShort)).toBeVisible();
    expect(await faultsOf(founder)).toEqual([]);
    await box.fill(answer);
    await founder.keyboard.press("Tab");
    await founder.keyboard.press("Enter");
    await expect(founder.getByText(like(rectify.state.submitted))).toBeVisible();
    await expect(box).toHaveCount(0);

    const moderator = await signIn("moderator", { language });
    await moderator.goto("/rectifications");
    const row = moderator.getByRole("row", { name: new RegExp(group.externalId) });
    await expect(row).toBeVisible();
    expect(await faultsOf(moderator)).toEqual([]);
    await walkTo(moderator, row);
    await moderator.keyboard.press("Enter");
    await expect(moderator).toHaveURL(/\/measures\/[0-9a-f-]{36}$/);
    // Nobody reads it without the log saying so: it is not on the page before she asks for it.
    await expect(moderator.getByText(answer)).toHaveCount(0);
    await moderator.getByRole("button", { name: rectifications.read }).press("Enter");
    await expect(moderator.getByText(answer)).toBeVisible();
    await moderator.getByRole("button", { name: ledger.check }).press("Enter");
    await moderator.getByRole("radio", { name: ledger[verdict], exact: true }).press("Space");
    await moderator.getByRole("textbox", { name: ledger.note }).fill("逐条看过。");
    await moderator.getByRole("dialog").getByRole("button", { name: ledger.check }).press("Enter");
    await expect(moderator.getByText(ledger.done).first()).toBeVisible();

    await founder.reload();
    await expect(founder.getByText(rectify.state[verdict])).toBeVisible();
    expect((await subjectNamed("group", group.externalId)).status).toBe("active");
  });
