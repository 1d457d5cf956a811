import * as z from "zod";
import type { Api } from "../http/api";
import { checkpointAgeHeader } from "./contract-words";
import { lastCheckpoint, publishedTile } from "./published";
import { parseTilePath } from "./tiles";

/** What has the address of a numbered log never changes again. */
const forGood = "public, max-age=31536000, immutable";
/** Without a number it is the log that is open, which may be another one after a restore. */
const seconds = "public, max-age=5";

const Bytes = z.string().meta({ format: "binary" });
const octets = "application/octet-stream";
const LogNumber = z.coerce.number().int().min(1).max(9_999).meta({ description: "Of the log, from 1." });
const Tile = z.string().max(60);

const noteAnswer = async (now: Date, log?: number) => {
  const { note, signedAt } = await lastCheckpoint(log);
  const age = Math.max(0, Math.round((now.getTime() - signedAt.getTime()) / 1_000));
  return new Response(note, {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": seconds,
      "last-modified": signedAt.toUTCString(),
      // By the clock that signed it, which is not always that of the machine that asks.
      [checkpointAgeHeader]: `${age}`,
    },
  });
};

const tileAnswer = async (tile: string, log?: number) => {
  const bytes = await publishedTile(parseTilePath(tile), log);
  const caching = log === undefined ? seconds : forGood;
  return new Response(Buffer.from(bytes), { headers: { "content-type": octets, "cache-control": caching } });
};

const checkpoint = {
  method: "get",
  public: true,
  description: "A C2SP signed note: origin, size, root hash, signatures. Verify it with a key that you hold.",
  answer: { status: 200, description: "The note.", mediaType: "text/plain", schema: z.string() },
} as const;

const tile = {
  method: "get",
  public: true,
  description:
    "As C2SP tlog-tiles says: `L/N` or `L/N.p/W` for hashes, `entries/N` or `entries/N.p/W` for the headers of leaves, each with its length as two bytes before it. `N` is written in groups of three digits, all but the last with an `x`: `x001/x234/067`. A header tells index, time, kind and counter of an entry, and commits to its body.",
  answer: { status: 200, description: "The bytes.", mediaType: octets, schema: Bytes },
} as const;

/**
 * The logs as tlog-tiles has it: public, the same bytes for everybody. `/logs/{number}` is the prefix of one log for
 * good, also after it was closed; `/log` is that of the open one.
 */
export function registerAudit(api: Api): void {
  api.endpoint(
    { ...checkpoint, path: "/log/checkpoint", summary: "The last signed checkpoint of the open log" },
    ({ now }) => noteAnswer(now),
  );
  api.endpoint(
    {
      ...tile,
      path: "/log/tile/{tile+}",
      summary: "A tile of hashes of the open log, or a bundle of its headers",
      params: z.object({ tile: Tile }),
    },
    ({ params }) => tileAnswer(params.tile),
  );
  api.endpoint(
    {
      ...checkpoint,
      path: "/logs/{number}/checkpoint",
      summary: "The last signed checkpoint of a log, open or closed",
      params: z.object({ number: LogNumber }),
    },
    ({ params, now }) => noteAnswer(now, params.number),
  );
  api.endpoint(
    {
      ...tile,
      path: "/logs/{number}/tile/{tile+}",
      summary: "A tile of hashes of a log, open or closed, or a bundle of its headers; cacheable for good",
      params: z.object({ number: LogNumber, tile: Tile }),
    },
    ({ params }) => tileAnswer(params.tile, params.number),
  );
}
