import { describe, expect, test } from "vitest";
import { canonicalBytes, type Json } from "./json";

const text = (value: unknown) => new TextDecoder().decode(canonicalBytes(value as Json));

describe("canonical bytes", () => {
  test("members in the order of RFC 8785, whatever order they came in", () => {
    expect(text({ b: [1, null, true], "€": "中", a: { z: 0, y: "\u0001" } })).toBe(
      '{"a":{"y":"\\u0001","z":0},"b":[1,null,true],"€":"中"}',
    );
  });

  test.each<[string, unknown, string]>([
    ["undefined", { a: [{ b: undefined }] }, "undefined at /a/0/b"],
    ["a float", { a: 1.5 }, "not a safe integer at /a"],
    ["an integer beyond 2^53", [2 ** 53], "not a safe integer at /0"],
    ["NaN", Number.NaN, "not a safe integer at "],
    ["a hole of a list", { a: new Array(1).concat([1]) }, "undefined at /a/0"],
  ])("refuses %s", (_name, value, message) => {
    expect(() => canonicalBytes(value as Json)).toThrow(message);
  });

  test("refuses lone surrogates, in values and in names", () => {
    expect(() => canonicalBytes({ a: "\ud800" })).toThrow(TypeError);
    expect(() => canonicalBytes({ "\udc00": 1 })).toThrow(TypeError);
  });
});
