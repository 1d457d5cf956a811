import { expect, test } from "vitest";
import { gramsOf } from "./grams";

test.each([
  ["同城二手", ["同城", "城二", "二手"]],
  ["摄影2024群友", ["摄影", "2024", "群友"]],
  ["Kun的Shop", ["kun", "的", "shop"]],
  ["ＡＢＣ　１２", ["abc", "12"]],
  ["晨", ["晨"]],
  ["…… 🌟", []],
  ["", []],
])("%s gives %o", (text, grams) => {
  expect(gramsOf(text)).toEqual(grams);
});

test("a long text fills no index", () => {
  const many = Array.from({ length: 900 }, (_, at) => `w${at}`).join(" ");
  expect(gramsOf(many)).toHaveLength(200);
  expect(gramsOf("x".repeat(500))).toEqual(["x".repeat(32)]);
});
