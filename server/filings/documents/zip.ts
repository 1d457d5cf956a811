import { strToU8, unzipSync, zipSync } from "fflate";

/** The earliest time that a zip can state: the same for every entry of every file. */
const fixed = new Date(1980, 0, 1, 0, 0, 0);

/**
 * Re-zips an office document so that the same content gives the same bytes: entries in order of name, fixed times,
 * and the document's own dates replaced by `at`.
 */
export function rezip(bytes: Uint8Array, at: Date): Buffer {
  const entries = unzipSync(bytes);
  const stamp = at.toISOString().replace(/\.\d+Z$/, "Z");
  const sorted = Object.keys(entries)
    .filter((name) => !name.endsWith("/"))
    .sort((a, b) => (a === "[Content_Types].xml" ? -1 : b === "[Content_Types].xml" ? 1 : a < b ? -1 : 1))
    .map((name) => {
      const raw = entries[name] as Uint8Array;
      if (!/\.(xml|rels)$/.test(name)) return [name, [raw, { mtime: fixed }]] as const;
      const text = new TextDecoder().decode(raw);
      const dated = name.endsWith("core.xml")
        ? text.replace(/(<dcterms:(created|modified)[^>]*>)[^<]*(<)/g, `$1${stamp}$3`)
        : text;
      return [name, [strToU8(dated), { mtime: fixed }]] as const;
    });
  return Buffer.from(zipSync(Object.fromEntries(sorted) as Parameters<typeof zipSync>[0], { level: 6 }));
}
