import type { Reader } from "../../db/client";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { refuse } from "./contract";
import { LogBroken } from "./failure";
import { leafEnvelopes } from "./store";
import { lastPublished, logs, type Published } from "./store-checkpoint";
import { bundleOf, type TilePlace, widthIn } from "./tiles";
import { tileHashes } from "./tree-store";

/**
 * The last checkpoint of a log.
 *
 * @param number of the log; by default, the open one.
 * @returns it with the number of its log. Refuses: not_published, while there is none, or no such log.
 */
export async function lastCheckpoint(number?: number): Promise<Published & { readonly log: number }> {
  const last = await read(async (tx) => {
    const log = (await logs(tx)).find((one) => (number === undefined ? one.closedAt === null : one.number === number));
    const published = log && (await lastPublished(tx, log.origin));
    return published && { ...published, log: log.number };
  });
  if (!last) throw new Refused(refuse("not_published"));
  return last;
}

/** The bytes of a tile or bundle that is within the log. Throws LogBroken where some are gone. */
export async function tileBytes(tx: Reader, log: number, { level, index, width }: TilePlace): Promise<Uint8Array> {
  const begin = index * 256n;
  if (level === "entries") {
    const envelopes = await leafEnvelopes(tx, log, begin, begin + BigInt(width));
    if (envelopes.length !== width) throw new LogBroken("leaf_missing", begin.toString());
    return bundleOf(envelopes);
  }
  return Buffer.concat(await tileHashes(tx, log, level, index, width));
}

/**
 * A tile of hashes, or a bundle of envelopes: the headers of leaves, which tell kind, count and time and nothing of any
 * body. Nothing is given out that no published checkpoint covers. Refuses: not_published.
 */
export async function publishedTile(place: TilePlace | null, number?: number): Promise<Uint8Array> {
  const { log, size } = await lastCheckpoint(number);
  if (!place || place.width > widthIn(size, place)) throw new Refused(refuse("not_published"));
  return read((tx) => tileBytes(tx, log, place));
}
