import { existsSync } from "node:fs";
import path from "node:path";
import { openSync } from "fontkit";

/** Every process of Docket runs in the checkout; a bundler cannot resolve a font for us. */
const noto = (weight: string, file: string) =>
  path.join(
    /* turbopackIgnore: true */ process.cwd(),
    `node_modules/@expo-google-fonts/noto-serif-sc/${weight}/NotoSerifSC_${file}.ttf`,
  );

/** The faces of a pdf. The serif of the npm package has every character of names that GB2312 lacks (珺, 赟, 堃). */
export const faces = { regular: noto("400Regular", "400Regular"), bold: noto("700Bold", "700Bold") } as const;

type Face = ReturnType<typeof openSync>;
let regular: Face | undefined;

function face(): Face {
  if (!regular) {
    if (!existsSync(faces.regular)) throw new Error("the document font is not installed: run npm ci");
    regular = openSync(faces.regular);
  }
  return regular;
}

/** The characters of a text for which the pdf has no glyph: never print a box. Each once, in order. */
export function missingGlyphs(text: string): string[] {
  const missing = new Set<string>();
  for (const character of new Set(text))
    if (character > " " && !face().hasGlyphForCodePoint(character.codePointAt(0) as number)) missing.add(character);
  return [...missing];
}
