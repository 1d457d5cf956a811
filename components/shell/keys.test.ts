import { describe, expect, it } from "vitest";
import { capsOf, chordOf, type Press, refusalOf } from "./keys";

const press = (code: string, more: Partial<Press> = {}): Press => ({
  code,
  key: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  keyCode: 0,
  repeat: false,
  ...more,
});

describe("a chord", () => {
  it.each([
    ["J", { code: "KeyJ", mod: false, shift: false }],
    ["1", { code: "Digit1", mod: false, shift: false }],
    ["Mod+Enter", { code: "Enter", mod: true, shift: false }],
    ["?", { code: "Slash", mod: false, shift: true }],
    ["[", { code: "BracketLeft", mod: false, shift: false }],
  ])("%s", (text, chord) => {
    expect(chordOf(text)).toEqual(chord);
  });
});

describe("a press", () => {
  it("counts by its physical key, whatever it types", () => {
    expect(refusalOf(press("BracketLeft", { key: "【" }), chordOf("["), "page", true)).toBeNull();
    expect(refusalOf(press("KeyJ", { key: "о" }), chordOf("J"), "page", true)).toBeNull();
    expect(refusalOf(press("Numpad3"), chordOf("3"), "page", true)).toBeNull();
  });

  it("is left alone while a word is composed", () => {
    expect(refusalOf(press("KeyJ", { isComposing: true }), chordOf("J"), "page", true)).toBe("composing");
    expect(refusalOf(press("KeyJ", { keyCode: 229 }), chordOf("J"), "page", true)).toBe("composing");
    expect(refusalOf(press("Enter", { metaKey: true, isComposing: true }), chordOf("Mod+Enter"), "text", true)).toBe(
      "composing",
    );
  });

  it("in a text field runs only what commits or leaves", () => {
    expect(refusalOf(press("KeyJ"), chordOf("J"), "text", true)).toBe("text");
    expect(refusalOf(press("Enter", { ctrlKey: true }), chordOf("Mod+Enter"), "text", true)).toBeNull();
    expect(refusalOf(press("Escape"), chordOf("Esc"), "text", true)).toBeNull();
  });

  it("does not run with a modifier that the chord lacks", () => {
    expect(refusalOf(press("KeyS", { ctrlKey: true }), chordOf("S"), "page", true)).toBe("other");
    expect(refusalOf(press("KeyS", { altKey: true }), chordOf("S"), "page", true)).toBe("other");
    expect(refusalOf(press("KeyS", { shiftKey: true }), chordOf("S"), "page", true)).toBe("other");
    expect(refusalOf(press("Enter"), chordOf("Mod+Enter"), "page", true)).toBe("other");
  });

  it("leaves a button, a radio and a dialog their own keys", () => {
    expect(refusalOf(press("Enter"), chordOf("Enter"), "button", true)).toBe("native");
    expect(refusalOf(press("ArrowDown"), chordOf("ArrowDown"), "radio", true)).toBe("native");
    expect(refusalOf(press("KeyJ"), chordOf("J"), "radio", true)).toBeNull();
    expect(refusalOf(press("Escape"), chordOf("Esc"), "dialog", true)).toBe("dialog");
  });

  it("with single keys off runs combinations only", () => {
    expect(refusalOf(press("KeyJ"), chordOf("J"), "page", false)).toBe("off");
    expect(refusalOf(press("KeyK", { metaKey: true }), chordOf("Mod+K"), "page", false)).toBeNull();
    expect(refusalOf(press("Escape"), chordOf("Esc"), "page", false)).toBeNull();
  });

  it("finds the question mark by its place or by what it types", () => {
    expect(refusalOf(press("Slash", { key: "？", shiftKey: true }), chordOf("?"), "page", true)).toBeNull();
    expect(refusalOf(press("Minus", { key: "?", shiftKey: true }), chordOf("?"), "page", true)).toBeNull();
    expect(refusalOf(press("Slash", { key: "/" }), chordOf("?"), "page", true)).toBe("other");
  });
});

describe("caps", () => {
  it("gather digits into a range", () => {
    expect(capsOf(["1", "2", "3"])).toEqual(["1–3"]);
    expect(capsOf(["J", "K"])).toEqual(["J", "K"]);
    expect(capsOf(["1"])).toEqual(["1"]);
  });
});
