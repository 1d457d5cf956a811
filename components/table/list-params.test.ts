import { describe, expect, it } from "vitest";
import { sortOf, sortText, withParams } from "./list-params";

describe("the address of a list", () => {
  it("keeps the filters when the page turns", () => {
    expect(withParams("/queue", "severity=3&sort=-due", { after: "abc" })).toBe(
      "/queue?after=abc&severity=3&sort=-due",
    );
  });

  it("goes back to the beginning when filter or sort change", () => {
    expect(withParams("/queue", "after=abc&severity=3", { severity: 4 })).toBe("/queue?severity=4");
    expect(withParams("/queue", "after=abc&severity=3", { severity: null })).toBe("/queue");
    expect(withParams("/queue", "after=abc", { after: null })).toBe("/queue");
  });

  it("escapes what people type", () => {
    expect(withParams("/groups", "", { q: "a&b=c 群" })).toBe("/groups?q=a%26b%3Dc+%E7%BE%A4");
  });

  it("writes and reads a sort", () => {
    for (const text of ["due", "-due"])
      expect(sortText(sortOf(text) as NonNullable<ReturnType<typeof sortOf>>)).toBe(text);
    expect(sortOf(null)).toBeNull();
    expect(sortOf("")).toBeNull();
  });
});
