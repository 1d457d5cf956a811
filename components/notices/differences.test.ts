import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences } from "./differences";

const shown = (before: string, after: string) =>
  differences(before, after)
    .map(({ kind, text }) => (kind === "same" ? text : kind === "gone" ? `[-${text}-]` : `[+${text}+]`))
    .join("");

describe("differences", () => {
  it("go by words in Latin script, by characters in Chinese, and keep placeholders whole", () => {
    expect(shown("You are warned.", "You were warned.")).toBe("You [-are-][+were+] warned.");
    expect(shown("予以警示。", "现予警示。")).toBe("[+现+]予[-以-]警示。");
    expect(shown("until {until}.", "until {term}.")).toBe("until [-{until}-][+{term}+].");
    expect(shown("", "新")).toBe("[+新+]");
    expect(shown("同", "同")).toBe("同");
  });

  it("make the earlier text without what is fresh, and the later without what is gone", () => {
    const text = fc
      .array(fc.constantFrom("a", "bc", " ", "群", "{from}", "\n", "😀", "，"), { maxLength: 30 })
      .map((words) => words.join(""));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const runs = differences(before, after);
        const without = (kind: "gone" | "fresh") =>
          runs.flatMap((run) => (run.kind === kind ? [] : [run.text])).join("");
        expect([without("fresh"), without("gone")]).toEqual([before, after]);
        expect(runs.every((run, at) => run.text !== "" && run.kind !== runs[at - 1]?.kind)).toBe(true);
      }),
    );
  });

  it("of two long texts with nothing in common are told at once", () => {
    const runs = differences("删".repeat(2_000), "改".repeat(2_000));
    expect(runs.map(({ kind }) => kind)).toEqual(["gone", "fresh"]);
  });
});
