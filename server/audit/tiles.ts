/** A tile or bundle as its address names it (C2SP tlog-tiles): where it is, and how many of its 256 places it shows. */
export type TilePlace = {
  /** Of the tree of hashes; `entries` holds the envelopes behind level 0. */
  readonly level: number | "entries";
  readonly index: bigint;
  /** 1 to 256; below 256 the tile is a partial one. */
  readonly width: number;
};

const fullWidth = 256;
/** Room for 10^15 tiles, more than there can be leaves. */
const addressPattern = /^(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/**
 * Reads what stands after `tile/` in an address.
 *
 * @returns null for what is no tile's address: other digits, needless zeros, a level above 63, a width of 256 or more.
 */
export function parseTilePath(address: string): TilePlace | null {
  const [, level, path, partial] = addressPattern.exec(address) ?? [];
  if (level === undefined || path === undefined) return null;
  if (path.startsWith("x000/")) return null;
  const width = partial === undefined ? fullWidth : Number(partial);
  if (partial !== undefined && width >= fullWidth) return null;
  if (level !== "entries" && Number(level) > 63) return null;
  return {
    level: level === "entries" ? level : Number(level),
    index: BigInt(path.replaceAll(/[x/]/g, "")),
    width,
  };
}

/** Writes what stands after `tile/` in an address: 1234067 becomes `x001/x234/067`. */
export function tilePath({ level, index, width }: TilePlace): string {
  const digits = index.toString();
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join("/");
  return `${level}/${path}${width < fullWidth ? `.p/${width}` : ""}`;
}

/** How many hashes of a tile there are in a log of this size: 0 when it has not begun. */
export function widthIn(size: bigint, { level, index }: Pick<TilePlace, "level" | "index">): number {
  const places = (size >> BigInt(8 * (level === "entries" ? 0 : level))) - index * 256n;
  return places <= 0n ? 0 : places > 256n ? fullWidth : Number(places);
}

/** All tiles of a level, full ones first and the partial one last, of a log of this size. */
export function* tilesOf(level: TilePlace["level"], size: bigint): Generator<TilePlace> {
  for (let index = 0n; ; index++) {
    const width = widthIn(size, { level, index });
    if (width === 0) return;
    yield { level, index, width };
  }
}

/** Envelopes in a bundle: each with its length before it, as two bytes. */
export function bundleOf(envelopes: readonly Uint8Array[]): Uint8Array {
  const bundle = new Uint8Array(envelopes.reduce((total, envelope) => total + 2 + envelope.length, 0));
  const view = new DataView(bundle.buffer);
  let at = 0;
  for (const envelope of envelopes) {
    view.setUint16(at, envelope.length);
    bundle.set(envelope, at + 2);
    at += 2 + envelope.length;
  }
  return bundle;
}
