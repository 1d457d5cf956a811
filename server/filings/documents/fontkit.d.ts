declare module "fontkit" {
  /** Opens a TrueType or OpenType font. */
  export function openSync(path: string): { hasGlyphForCodePoint(codePoint: number): boolean };
}
