import { describe, expect, it } from "vitest";
import { destinationOf } from "./destination";

const origin = "https://docket.example";
const hrefOf = (text: string) => destinationOf(text, origin)?.href ?? null;

describe("the palette", () => {
  it.each([
    ["C-124", "/cases/C-000124"],
    ["c-000124", "/cases/C-000124"],
    ["Ｃ－18406", "/cases/C-018406"],
    ["C-1234567", "/cases/C-1234567"],
    [" g-3107-4482 ", "/groups/G-3107-4482"],
    ["A-5518-0394", "/accounts/A-5518-0394"],
    ["https://docket.example/cases/C-000124?tab=history#x", "/cases/C-000124?tab=history#x"],
    ["晨跑", "/groups?q=%E6%99%A8%E8%B7%91"],
    ["C-abc", "/groups?q=C-abc"],
  ])("takes %s to %s", (text, href) => {
    expect(hrefOf(text)).toBe(href);
  });

  it("goes nowhere for nothing and for another origin", () => {
    expect(hrefOf("   ")).toBeNull();
    expect(hrefOf("https://evil.example/queue")).toBeNull();
    expect(hrefOf("http://docket.example/queue")).toBeNull();
  });

  it("never leaves the installation", () => {
    expect(hrefOf("//evil.example")).toBe("/groups?q=%2F%2Fevil.example");
    expect(hrefOf("G-1/../../x")).toBe("/groups?q=G-1%2F..%2F..%2Fx");
  });
});
