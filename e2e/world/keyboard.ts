import type { Locator, Page } from "@playwright/test";
import { expect } from "./test";

/** Number of the case in the address, e.g. `C-000124`. */
export const numberInAddress = (page: Page) => /C-\d+/.exec(page.url())?.[0] ?? "";

/** Waits until the case in sight is held by this person and its evidence is open beside the rail. */
export async function untilHeld(page: Page): Promise<string> {
  await expect(page.getByRole("button", { name: /^(Submit|Propose) and next/ })).not.toHaveAttribute("aria-disabled");
  await expect(page.getByText(/^Rests on [1-9]\d* items? of evidence$/)).toBeVisible();
  return numberInAddress(page);
}

/** Waits until the bar at the bottom names this key: a page that was only just sent does not listen yet. */
export async function untilKeyWorks(page: Page, key: string): Promise<void> {
  const bar = page.getByRole("list", { name: /^(Keys of this page|本页按键)$/ });
  await expect(bar.locator("kbd").getByText(key, { exact: true })).toBeVisible();
}

/** Walks down a list by keys until a row, or the link in it, has the focus. */
export async function walkTo(page: Page, row: Locator): Promise<void> {
  await untilKeyWorks(page, "J");
  const isThere = () => row.evaluate((each) => each.contains(document.activeElement));
  for (let tried = 0; tried < 60 && !(await isThere()); tried++) await page.keyboard.press("j");
  expect(await isThere(), "the row has the focus").toBe(true);
}

export type Ruling =
  | { readonly finding: "does_not"; readonly facts: string }
  | {
      readonly finding: "violates";
      /** Number of the clause, e.g. `4.4.3`. */
      readonly clause: string;
      readonly facts: string;
    };

/** Fills in the rail of the case in sight, takes the recommended measure and submits it: no pointer, only keys. */
export async function ruleByKeyboard(page: Page, ruling: Ruling): Promise<void> {
  const { keyboard } = page;
  if (ruling.finding === "does_not") {
    await keyboard.press("i");
    await expect(page.getByRole("radio", { name: /^Does not/ })).toBeChecked();
  } else {
    await keyboard.press("p");
    await expect(page.getByRole("combobox", { name: "Find a clause by number or name" })).toBeFocused();
    await keyboard.type(ruling.clause);
    await expect(page.getByRole("option", { name: ruling.clause }).first()).toHaveAttribute("aria-selected", "true");
    await keyboard.press("Enter");
    const measures = page.getByRole("group", { name: "Measure taken" });
    const wanted = measures.locator("label").filter({ hasText: "Recommended" }).first();
    // A person reads the key off the line of the measure.
    await keyboard.press((await wanted.locator("kbd").innerText()).trim());
    await expect(wanted.getByRole("radio")).toBeChecked();
  }
  await keyboard.press("n");
  const facts = page.getByRole("textbox", { name: "Facts: part of the notice" });
  await expect(facts).toBeFocused();
  await keyboard.type(ruling.facts);
  await keyboard.press("Control+Enter");
}
