import * as z from "zod";
import type { Api } from "../http/api";
import { lastCheckpoint, publishedTile } from "./published";
import { parseTilePath } from "./tiles";

/** What has this address never changes again. */
const forGood = "public, max-age=31536000, immutable";
const seconds = "public, max-age=5";

const Bytes = z.string().meta({ format: "binary" });
const octets = "application/octet-stream";

/** The log as tlog-tiles has it: public, cacheable, the same bytes for everybody. */
export function registerAudit(api: Api): void {
  api.endpoint(
    {
      method: "get",
      path: "/log/checkpoint",
      public: true,
      summary: "The last signed checkpoint of the audit log",
      description: "A C2SP signed note: origin, size, root hash, signatures. Verify it with a key that you hold.",
      answer: { status: 200, description: "The note.", mediaType: "text/plain", schema: z.string() },
    },
    async () => {
      const { note } = await lastCheckpoint();
      return new Response(note, {
        headers: { "content-type": "text/plain; charset=utf-8", "cache-control": seconds },
      });
    },
  );

  api.endpoint(
    {
      method: "get",
      path: "/log/tile/{tile+}",
      public: true,
      summary: "A tile of hashes of the audit log, or a bundle of its headers",
      description:
        "As C2SP tlog-tiles says: `L/N` or `L/N.p/W` for hashes, `entries/N` or `entries/N.p/W` for the headers of leaves, each with its length as two bytes before it. `N` is written in groups of three digits, all but the last with an `x`: `x001/x234/067`. A header tells index, time, kind and counter of an entry, and commits to its body.",
      params: z.object({ tile: z.string().max(60) }),
      answer: { status: 200, description: "The bytes.", mediaType: octets, schema: Bytes },
    },
    async ({ params }) => {
      const bytes = await publishedTile(parseTilePath(params.tile));
      return new Response(Buffer.from(bytes), { headers: { "content-type": octets, "cache-control": forGood } });
    },
  );
}
