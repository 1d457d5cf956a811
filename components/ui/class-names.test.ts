import { readdirSync, readFileSync } from "node:fs";
import { extendTailwindMerge } from "tailwind-merge";
import { expect, test } from "vitest";
import { classNames, lastOfEach } from "./class-names";

/** The whole merger, told our scales: without them `text-s text-ink` would look like two colours. */
const whole = extendTailwindMerge({
  extend: {
    theme: {
      text: ["xs", "s", "m", "l", "xl", "figure"],
      radius: ["chip", "control", "float"],
      shadow: ["float"],
      "font-weight": ["regular", "bold"],
      breakpoint: ["narrow", "tablet", "wide"],
    },
  },
});

/** Every class that stands in our sources, two of each shape: words of strings that the whole merger knows. */
function classesInUse(): string[] {
  const shapes = new Map<string, Set<string>>();
  for (const folder of ["components", "app"])
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(file) || /class-names|\.test\./.test(file)) continue;
      for (const [, text = ""] of readFileSync(`${folder}/${file}`, "utf8").matchAll(/["`]([^"`\n]*)["`]/g))
        for (const word of text.split(/\s+/)) {
          if (!word || whole(`${word} ${word}`) !== word) continue;
          const shape = word.replace(/[\d.]+|\[[^\]]*\]/g, "0");
          const alike = shapes.get(shape) ?? new Set();
          if (alike.size < 2) shapes.set(shape, alike.add(word));
        }
    }
  return [...shapes.values()].flatMap((alike) => [...alike]);
}

test("of any two classes in use, those stay that a whole merger of Tailwind classes leaves", () => {
  const classes = classesInUse();
  expect(classes.length).toBeGreaterThan(200);
  const wrong: string[] = [];
  for (const first of classes)
    for (const second of classes) {
      const pair = `${first} ${second}`;
      const expected = whole(pair);
      if (lastOfEach(pair) !== expected) wrong.push(`${pair} → ${lastOfEach(pair)}, not ${expected}`);
    }
  expect(wrong).toEqual([]);
});

test("conditions are joined, and the later of two wins across variants of the same kind only", () => {
  expect(classNames("px-2 hover:px-4", false, { "px-3": true })).toBe("hover:px-4 px-3");
  expect(classNames("border-t border-rule", "border-t-0")).toBe("border-rule border-t-0");
});
