import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { askAs } from "../world/ask";
import { numberInAddress, ruleByKeyboard, untilHeld, untilKeyWorks } from "../world/keyboard";
import { expect, test } from "../world/people";

const bearer = { authorization: "Bearer docket-demo-key", "content-type": "application/json" };
const facts = "多次发布虚假交易信息，要求成员私下付款。";

/** A case of this test alone: somebody reports a group that nobody has heard of, or that one again. */
async function newCase(baseURL: string, externalId = `undo-${randomUUID()}`) {
  const answer = await fetch(`${baseURL}/api/v1/reports`, {
    method: "POST",
    headers: bearer,
    body: JSON.stringify({
      subject: { type: "group", externalId },
      source: "in_app",
      evidence: [{ kind: "text", role: "reported", text: "转账后发货，不走平台。" }],
    }),
  });
  expect(answer.status).toBe(202);
  return { number: ((await answer.json()) as { case: string }).case, externalId };
}
const mayPost = async (baseURL: string, externalId: string) => {
  const answer = await fetch(`${baseURL}/api/v1/groups/${externalId}/entitlements`, { headers: bearer });
  return ((await answer.json()) as { mayPost: boolean }).mayPost;
};
const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

/** States in the rail, with keys alone, that the group broke a clause, and what follows. */
async function state(page: Page, measure: RegExp, words: { clause: string; facts: string; measures: string }) {
  await page.keyboard.press("p");
  await expect(page.getByRole("combobox", { name: words.clause })).toBeFocused();
  await page.keyboard.type("4.2.1");
  await expect(page.getByRole("option", { name: "4.2.1" }).first()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  const line = page.getByRole("group", { name: words.measures }).locator("label").filter({ hasText: measure }).first();
  await page.keyboard.press((await line.locator("kbd").innerText()).trim());
  await expect(line.getByRole("radio")).toBeChecked();
  await page.keyboard.press("n");
  await expect(page.getByRole("textbox", { name: words.facts })).toBeFocused();
  await page.keyboard.type(facts);
}
const english = {
  clause: "Find a clause by number or name",
  facts: "Facts: part of the notice",
  measures: "Measure taken",
};

test("Somebody undoes what she has just decided with one key, and has the case and her words again", async ({
  signIn,
  baseURL,
}) => {
  test.slow();
  const { number, externalId } = await newCase(baseURL as string);
  const page = await signIn("moderator");
  await page.goto(`/cases/${number}`);
  await untilHeld(page);
  await state(page, /Recommended/, english);
  await page.keyboard.press("Control+Enter");

  // The toast says so while the next case, if there is one, is there already.
  const toast = page.getByRole("status").filter({ hasText: `${number} recorded` });
  const undo = toast.getByRole("button", { name: /^Undo/ });
  await expect(undo).toBeVisible();
  await expect.poll(() => numberInAddress(page)).not.toBe(number);
  await untilKeyWorks(page, "Z");
  expect(await mayPost(baseURL as string, externalId)).toBe(true);
  await page.keyboard.press("z");

  await expect(page).toHaveURL(new RegExp(`/cases/${number}`));
  await expect(undo).toHaveCount(0);
  await untilHeld(page);
  await expect(page.getByRole("textbox", { name: english.facts })).toHaveValue(facts);
  expect(await violations(page)).toEqual([]);
  const ask = askAs(page.request, baseURL as string);
  const { id, subject } = await ask.cases.get.query({ number: Number(number.slice(2)) });
  const cancelled = await ask.measures.list.query({ code: subject.code });
  expect(cancelled.rows.map(({ state: now, delivery }) => [now, delivery])).toEqual([["cancelled", "cancelled"]]);
  expect(await ask.cases.get.query({ number: Number(number.slice(2)) })).toMatchObject({ id, round: 1 });

  // Decided again and left alone, it takes effect by itself; nothing is left to undo.
  await page.keyboard.press("Control+Enter");
  await expect(undo).toBeVisible();
  await undo.focus();
  await expect(undo).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await expect.poll(() => mayPost(baseURL as string, externalId), { timeout: 30_000 }).toBe(false);
  await expect(undo).toHaveCount(0);
});

test("Two decisions in a row are undone one after the other, and the case that a complaint opened meanwhile comes along", async ({
  signIn,
  baseURL,
}) => {
  test.setTimeout(150_000);
  const page = await signIn("moderator2");
  const ask = askAs(page.request, baseURL as string);
  const none = { finding: "does_not", facts: "无" } as const;
  const toast = page.getByRole("status").filter({ hasText: /recorded/ });
  // All of it has ten seconds: where the machine was too slow for that, once more.
  await expect(async () => {
    const { number, externalId } = await newCase(baseURL as string);
    await page.goto(`/cases/${number}`);
    await untilHeld(page);
    await ruleByKeyboard(page, none);
    await expect(toast.getByText(`${number} recorded`)).toBeVisible();
    const { number: later } = await newCase(baseURL as string, externalId);
    // Nobody else is to take it first.
    const { id } = await ask.cases.get.query({ number: Number(later.slice(2)) });
    await ask.cases.claim.mutate({ caseId: id });
    await page.keyboard.press("Control+k");
    await expect(page.getByPlaceholder("Paste a code, number or address")).toBeFocused();
    await page.keyboard.type(later);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/cases/${later}`));
    await untilHeld(page);
    await ruleByKeyboard(page, none);
    await expect(toast.getByText(`${later} recorded`)).toContainText("2 can be undone");
    await expect.poll(() => numberInAddress(page)).not.toBe(later);
    await untilKeyWorks(page, "Z");

    await page.keyboard.press("z");
    await expect(toast.getByText(`${number} recorded`)).not.toContainText("can be undone");
    await page.keyboard.press("z");
    await expect(page.getByText(`it took over ${later}`)).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`/cases/${number}`));
    await expect(page.getByText(`Merged ${later} into this case, 1 report`)).toBeVisible();
    await untilHeld(page);
    await expect(page.getByRole("textbox", { name: english.facts })).toHaveValue(none.facts);
    expect(await violations(page)).toEqual([]);
    await page.goto(`/cases/${later}`);
    await expect(page.getByRole("link", { name: number })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  }).toPass({ timeout: 140_000 });
});

test("审核主管批准后按一个键即可撤回，案件回到其手中", async ({ signIn, baseURL }) => {
  test.slow();
  const { number, externalId } = await newCase(baseURL as string);
  const proposer = await signIn("moderator2");
  const ask = askAs(proposer.request, baseURL as string);
  const found = await ask.cases.get.query({ number: Number(number.slice(2)) });
  const { token } = await ask.cases.claim.mutate({ caseId: found.id });
  const { decisionId } = await ask.enforcement.decide.mutate({
    caseId: found.id,
    round: 1,
    claimToken: token,
    finding: "violates",
    clauses: ["fraud_fake_trade"],
    facts,
    deviationReason: "情节严重",
    measures: [
      { key: "close_group", subject: { kind: "group", id: found.subject.id }, standing: "subject", days: null },
    ],
  });
  const lead = await signIn("lead2", { language: "zh-CN", theme: "dark" });
  await lead.goto(`/approvals/${decisionId}`);
  const approve = lead.getByRole("button", { name: /^批准/ });
  for (const box of await lead.getByRole("checkbox").all()) await box.press("Space");
  await expect(approve).not.toHaveAttribute("aria-disabled");
  await lead.keyboard.press("Control+Enter");
  const toast = lead.getByRole("status").filter({ hasText: `已批准 ${number}` });
  await expect(toast).toBeVisible();
  // This time by its button.
  await toast.getByRole("button", { name: /^撤回/ }).press("Enter");
  await expect(lead).toHaveURL(new RegExp(`/cases/${number}`));
  await expect(lead.getByRole("textbox", { name: "事实", exact: false }).first()).toHaveValue(facts);
  expect(await violations(lead)).toEqual([]);
  expect(await mayPost(baseURL as string, externalId)).toBe(true);
  const { rows } = await ask.measures.list.query({ code: found.subject.code });
  expect(rows.map(({ state: now }) => now)).toEqual(["cancelled"]);
});

test("A toast stands beside the rail and never over it, wide and narrow", async ({ signIn, baseURL }) => {
  await newCase(baseURL as string);
  const { number } = await newCase(baseURL as string);
  for (const width of [1440, 1024]) {
    const page = await signIn("moderator", { viewport: { width, height: 900 } });
    await page.goto(`/cases/${number}`);
    await expect(page.locator("[data-shell=rail]")).toBeVisible();
    // Copying the address says so in a toast too.
    await untilKeyWorks(page, "J");
    await page.keyboard.press("l");
    const places = () =>
      page.evaluate(() => {
        const toast = document.querySelector("[data-shell=toast] > div")?.getBoundingClientRect();
        const rail = document.querySelector("[data-shell=rail]")?.getBoundingClientRect();
        return toast && rail ? toast.right <= rail.left : null;
      });
    await expect.poll(places).toBe(true);
  }
});
