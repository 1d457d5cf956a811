import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { leafHash } from "../../audit/tree";
import { canonicalBytes, type Json } from "../../kernel/json";
import type { LeafLine, Row } from "../verifier/format";

/** Opens a bundle, lets somebody change its files, and packs it again. */
export function repacked(bundle: Uint8Array, change: (files: Record<string, Uint8Array>) => void): Uint8Array {
  const files = unzipSync(bundle);
  change(files);
  return zipSync(files);
}

type Fields = { [name: string]: Json };
const encode = (value: unknown) => canonicalBytes(value as Json);

/** Changes a JSON file of a bundle. */
export const inJson = (name: string, change: (value: Fields) => void) => (files: Record<string, Uint8Array>) => {
  const value = JSON.parse(strFromU8(files[name] as Uint8Array)) as Fields;
  change(value);
  files[name] = encode(value);
};

/** Changes the text of a file. */
export const inText = (name: string, change: (text: string) => string) => (files: Record<string, Uint8Array>) => {
  files[name] = strToU8(change(strFromU8(files[name] as Uint8Array)));
};

/** Changes the rows of a bundle. */
export const inRows = (change: (rows: Row[]) => readonly Row[]) =>
  inText("leaves.ndjson", (text) => {
    const rows = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Row);
    return change(rows)
      .map((row) => `${new TextDecoder().decode(encode(row))}\n`)
      .join("");
  });

export const isLeaf = (row: Row): row is LeafLine => "header" in row;
/** Where a leaf stands among the rows. */
export const placeOf = (rows: readonly Row[], index: number) =>
  rows.findIndex((row) => isLeaf(row) && row.header.i === String(index));

/** Changes one leaf, and makes its hash fit again, as somebody would who knows the format. */
export const inLeaf = (index: number, change: (leaf: LeafLine) => LeafLine, isHashKept = false) =>
  inRows((rows) => {
    const place = placeOf(rows, index);
    const leaf = change(rows[place] as LeafLine);
    const hash = Buffer.from(leafHash(encode(leaf.header))).toString("hex");
    rows[place] = isHashKept ? leaf : { ...leaf, hash };
    return rows;
  });
