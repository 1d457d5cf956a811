import type { Reader } from "../../db/client";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { refuse } from "./contract";
import { LogBroken } from "./failure";
import { headNow, leafEnvelopes } from "./store";
import { lastPublished, type Published } from "./store-checkpoint";
import { bundleOf, type TilePlace, widthIn } from "./tiles";
import { tileHashes } from "./tree-store";

/** The last checkpoint of the open log. Refuses: not_published, while there is none. */
export async function lastCheckpoint(): Promise<Published> {
  const last = await read(async (tx) => {
    const head = await headNow(tx);
    return head && lastPublished(tx, head.origin);
  });
  if (!last) throw new Refused(refuse("not_published"));
  return last;
}

/** The bytes of a tile or bundle that is within the log. Throws LogBroken where some are gone. */
export async function tileBytes(tx: Reader, { level, index, width }: TilePlace): Promise<Uint8Array> {
  const begin = index * 256n;
  if (level === "entries") {
    const envelopes = await leafEnvelopes(tx, begin, begin + BigInt(width));
    if (envelopes.length !== width) throw new LogBroken("leaf_missing", begin.toString());
    return bundleOf(envelopes);
  }
  return Buffer.concat(await tileHashes(tx, level, index, width));
}

/**
 * A tile of hashes, or a bundle of envelopes: the headers of leaves, which tell kind, count and time and nothing of any
 * body. Nothing is given out that no published checkpoint covers. Refuses: not_published.
 */
export async function publishedTile(place: TilePlace | null): Promise<Uint8Array> {
  const { size } = await lastCheckpoint();
  if (!place || place.width > widthIn(size, place)) throw new Refused(refuse("not_published"));
  return read((tx) => tileBytes(tx, place));
}
