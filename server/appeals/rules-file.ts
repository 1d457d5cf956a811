import type { FileKind } from "./contract";

const startsWith = (bytes: Buffer, hex: string, at = 0) =>
  bytes
    .subarray(at, at + hex.length / 2)
    .toString("hex")
    .toLowerCase() === hex;

/** A browser or a viewer would take it for a page. */
const markup = /^\uFEFF?\s*<(!|\?|[a-z])/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const control = /[\u0000-\u0008\u000B\u000E-\u001A\u001C-\u001F]/;

function isText(bytes: Buffer): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return !control.test(text) && !markup.test(text);
  } catch {
    return false;
  }
}

/** What a file is by its first bytes; null: nothing that is taken. What somebody calls it does not count. */
export function kindOf(bytes: Buffer): FileKind | null {
  if (startsWith(bytes, "89504e470d0a1a0a")) return "png";
  if (startsWith(bytes, "ffd8ff")) return "jpeg";
  if (startsWith(bytes, "52494646") && startsWith(bytes, "57454250", 8)) return "webp";
  if (startsWith(bytes, "255044462d")) return "pdf";
  return isText(bytes) ? "text" : null;
}

/** Frames of a JPEG that state its size: SOF0 to SOF15, but for three tables that share their range. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

function jpegPixels(bytes: Buffer): number | null {
  for (let at = 2; at + 9 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] as number;
    // Fill bytes before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (isFrame(marker)) return bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7);
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

function webpPixels(bytes: Buffer): number | null {
  if (bytes.length < 30) return null;
  switch (bytes.toString("latin1", 12, 16)) {
    case "VP8X":
      return (bytes.readUIntLE(24, 3) + 1) * (bytes.readUIntLE(27, 3) + 1);
    case "VP8 ":
      return (bytes.readUInt16LE(26) & 0x3fff) * (bytes.readUInt16LE(28) & 0x3fff);
    case "VP8L": {
      const packed = bytes.readUInt32LE(21);
      return ((packed & 0x3fff) + 1) * (((packed >> 14) & 0x3fff) + 1);
    }
    default:
      return null;
  }
}

/**
 * The pixels that an image says it has, before anybody unpacks it; null where it says none, and is none.
 * Source: PNG (RFC 2083), 11.2.2; JPEG (ITU-T T.81), B.2.2; WebP (RFC 9649), 2.
 */
export function pixelsOf(kind: "png" | "jpeg" | "webp", bytes: Buffer): number | null {
  if (kind === "jpeg") return jpegPixels(bytes) || null;
  if (kind === "webp") return webpPixels(bytes) || null;
  const isHeader = bytes.length >= 24 && bytes.toString("latin1", 12, 16) === "IHDR";
  return isHeader ? bytes.readUInt32BE(16) * bytes.readUInt32BE(20) || null : null;
}
