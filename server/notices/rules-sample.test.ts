import { describe, expect, it } from "vitest";
import type { Policy } from "../policy/contract";
import { defaultDocument } from "../policy/default";
import { documentSha256 } from "../policy/rules-publish";
import { testNow } from "../testing/cases";
import { sampleKeys } from "./contract";
import { builtInTexts } from "./default";
import { writeNotice } from "./rules-notice";
import { sampleFacts } from "./rules-sample";

const now = testNow();
const policy: Policy = {
  number: 1,
  label: defaultDocument.label,
  sha256: documentSha256(defaultDocument),
  document: defaultDocument,
  effectiveFrom: now,
};
const site = "https://docket.example";

describe("each sample of the editor", () => {
  it.each(sampleKeys)(
    "%s is written by the function that writes every notice, with usual and with longest values",
    (key) => {
      const [usual, longest] = [false, true].map((isLongest) => {
        const written = writeNotice(builtInTexts, sampleFacts(key, isLongest, policy, site, now));
        if (!written.ok) throw new Error(written.unfilled);
        return written.text;
      });
      for (const language of ["zh", "en"] as const) {
        expect(usual?.[language]).not.toMatch(/[{}]/);
        expect(longest?.[language].length).toBeGreaterThan((usual?.[language].length ?? 0) + 2_000);
        expect(usual?.[language].includes("/appeal/")).toBe(key !== "after_appeal" && key !== "provisional");
      }
    },
  );

  it("takes the longest clauses of the rules in force, ten items of the longest, and all functions", () => {
    const about = sampleFacts("warn_and_rectify", true, policy, site, now);
    expect(about.clauses).toHaveLength(5);
    expect(about.facts).toHaveLength(2_000);
    expect(about.measures[0]?.items.map((item) => item.length)).toEqual(Array(10).fill(300));
    expect(sampleFacts("blacklist", true, policy, site, now).measures[0]?.parameters.functions).toHaveLength(4);
  });
});
