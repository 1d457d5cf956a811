import { describe, expect, it } from "vitest";
import { pixelLimit } from "./contract";
import { judged } from "./rules-attach";
import { pixelsOf } from "./rules-file";
import { jpeg, pdf, png, webp } from "./testing/files";

const verdict = (bytes: Buffer) => {
  const found = judged(bytes);
  return found.ok ? found.kind : found.refusal.code;
};
const text = (said: string) => Buffer.from(said, "utf8");

describe("what a file is", () => {
  it.each([
    ["png", png(3, 4), "png"],
    ["jpeg", jpeg(3, 4), "jpeg"],
    ["webp, lossy", webp("VP8 ", 3, 4), "webp"],
    ["webp, lossless", webp("VP8L", 3, 4), "webp"],
    ["webp, extended", webp("VP8X", 3, 4), "webp"],
    ["pdf", pdf, "pdf"],
    ["text", text("聊天记录：\r\n\t没有收款。"), "text"],
    ["text with a mark of its order", text("\uFEFF没有收款。"), "text"],
  ])("%s", (_, bytes, kind) => {
    expect(verdict(bytes)).toBe(kind);
  });

  it.each([
    ["nothing", Buffer.alloc(0), "appeals.file_empty"],
    ["a program", Buffer.from("7f454c46020101", "hex"), "appeals.file_kind"],
    ["a program of another system", text("MZ\u0000\u0003"), "appeals.file_kind"],
    ["a page", text("<!doctype html><script>alert(1)</script>"), "appeals.file_kind"],
    ["a page after blanks and a mark", text("\uFEFF \n<html>"), "appeals.file_kind"],
    ["a drawing with scripts", text('<?xml version="1.0"?><svg onload="x()"/>'), "appeals.file_kind"],
    ["an archive", Buffer.from("504b030414000000", "hex"), "appeals.file_kind"],
    ["an animation", text("GIF89a\u0001\u0000"), "appeals.file_kind"],
    ["bytes that are no text", Buffer.from([0xc3, 0x28, 0x41]), "appeals.file_kind"],
    ["half a surrogate", Buffer.from("eda080", "hex"), "appeals.file_kind"],
    ["a png that says no size", png(3, 4).subarray(0, 20), "appeals.file_kind"],
    ["a png of no size", png(0, 4), "appeals.file_kind"],
    ["a jpeg without a frame", Buffer.from("ffd8ffe000024a46ffd9", "hex"), "appeals.file_kind"],
    ["a jpeg that runs in a circle", Buffer.from("ffd8ffe00000ffe00000", "hex"), "appeals.file_kind"],
    ["a webp of another kind", webp("ABCD", 3, 4), "appeals.file_kind"],
    ["a png that unpacks to more than a browser bears", png(30_000, 30_000), "appeals.file_pixels"],
    ["a jpeg of that kind", jpeg(60_000, 60_000), "appeals.file_pixels"],
    ["a webp of that kind", webp("VP8X", 16_000, 16_000), "appeals.file_pixels"],
  ])("is not %s", (_, bytes, code) => {
    expect(verdict(bytes)).toBe(code);
  });

  it("reads the size that an image states", () => {
    expect(pixelsOf("png", png(640, 480))).toBe(640 * 480);
    expect(pixelsOf("jpeg", jpeg(641, 480))).toBe(641 * 480);
    for (const form of ["VP8 ", "VP8L", "VP8X"] as const)
      expect(pixelsOf("webp", webp(form, 642, 481))).toBe(642 * 481);
    expect(verdict(png(pixelLimit / 4_000, 4_000))).toBe("png");
  });
});
