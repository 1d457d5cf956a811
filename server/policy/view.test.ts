import { expect, test } from "vitest";
import type { Policy, PolicyDocument } from "./contract";
import { defaultDocument } from "./default";
import { documentSha256 } from "./rules-publish";
import { policyView, publicView } from "./view";

const version = (number: number, document: PolicyDocument): Policy => ({
  number,
  label: document.label,
  sha256: documentSha256(document),
  document,
  effectiveFrom: new Date("2026-11-22T06:00:00Z"),
});
const first = version(1, defaultDocument);

test("a version says what it changed against the one before it", () => {
  const [dropped, ...rest] = defaultDocument.taxonomy.filter(({ parent }) => parent === "spam");
  const second = version(2, {
    ...defaultDocument,
    taxonomy: defaultDocument.taxonomy
      .filter(({ key }) => key !== dropped?.key)
      .map((category) => (category.key === rest[0]?.key ? { ...category, severity: 2 as const } : category)),
    sla: { ...defaultDocument.sla, minutesBySeverity: [4_320, 1_440, 480, 120, 60] },
  });
  const { changes } = policyView(second, first);
  expect(changes).toMatchObject({ since: 1, added: [], sections: ["sla"] });
  expect(changes?.removed.map(({ clause }) => clause)).toEqual([dropped?.clause]);
  expect(changes?.changed.map(({ clause }) => clause)).toEqual([rest[0]?.clause]);
  expect(policyView(first, null).changes).toBeNull();
});

test("the tree holds every leaf once, under its branch", () => {
  const { branches } = policyView(first, null);
  const leaves = branches.flatMap((branch) => branch.leaves.map((leaf) => [branch.clause, leaf.clause] as const));
  expect(leaves).toHaveLength(defaultDocument.taxonomy.filter(({ severity }) => severity !== null).length);
  for (const [branch, leaf] of leaves) expect(leaf.startsWith(`${branch}.`)).toBe(true);
});

test("the public reads rules, measures, credit and appeal; nothing of how staff work", () => {
  const rules = publicView(first);
  expect(rules.appealMonths).toBe(6);
  expect(rules.measures.group.map(({ zh }) => zh)).toContain("关闭群组");
  expect(Object.keys(rules)).not.toEqual(expect.arrayContaining(["ladder"]));
  expect(JSON.stringify(rules)).not.toMatch(/routing|queues|thresholds|undoSeconds|minutesBySeverity/);
});
