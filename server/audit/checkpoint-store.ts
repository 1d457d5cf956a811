import { randomBytes } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { config } from "../config";

/** What a store holds: the note that was signed last, and a mark by which to replace it. */
export type Stored = { readonly note: string; readonly mark: string };

/**
 * Where a signer keeps what it signed last, outside the database: whoever rewrites the database, or restores an older
 * one, does not rewrite this. Any place will do that can compare and swap.
 */
export type CheckpointStore = {
  /** Null when nothing was ever signed. */
  read(): Promise<Stored | null>;
  /** Puts a note in the place of the one that was read; on return it is on disk. False when another signer was faster. */
  replace(expected: Stored | null, note: string): Promise<boolean>;
};

const filePattern = /^checkpoint\.(\d{12})$/;
const fileOf = (generation: number) => `checkpoint.${String(generation).padStart(12, "0")}`;
/** Older generations that are left for people to look at. */
const keptGenerations = 8;

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === "ENOENT";

async function generationsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names.flatMap((name) => filePattern.exec(name)?.slice(1).map(Number) ?? []).sort((a, b) => a - b);
}

async function sync(place: string): Promise<void> {
  const handle = await open(place, "r");
  await handle.sync().finally(() => handle.close());
}

/**
 * A store of files. Each note is a file of its own whose name is one generation higher than the last; `link` gives a
 * name to one process only, so nobody waits for a lock that somebody who was killed still holds. A file appears whole
 * and on disk, or not at all.
 *
 * @param folder of one log, on a file system that all its signers share.
 */
export function fileStore(folder: string): CheckpointStore {
  return {
    async read() {
      for (;;) {
        const last = (await generationsIn(folder)).at(-1);
        if (last === undefined) return null;
        try {
          return { note: await readFile(path.join(folder, fileOf(last)), "utf8"), mark: String(last) };
        } catch (error) {
          // It was removed as an old one between the two looks: there is a newer one.
          if (!isMissing(error)) throw error;
        }
      }
    },
    async replace(expected, note) {
      await mkdir(folder, { recursive: true, mode: 0o711 });
      const next = expected ? Number(expected.mark) + 1 : 1;
      const draft = path.join(folder, `draft.${process.pid}.${randomBytes(4).toString("hex")}`);
      try {
        const handle = await open(draft, "wx", 0o644);
        try {
          await handle.writeFile(note);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await link(draft, path.join(folder, fileOf(next)));
        await sync(folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
        throw error;
      } finally {
        await rm(draft, { force: true });
      }
      const generations = await generationsIn(folder);
      // Whoever slept so long that its place was cleared away has not replaced the last one.
      if (generations.at(-1) !== next) return false;
      for (const old of generations.slice(0, -keptGenerations))
        await rm(path.join(folder, fileOf(old)), { force: true });
      return true;
    },
  };
}

/** The store of a log in this installation: a folder below DOCKET_DATA_DIR, which no backup of the database may bring back. */
export const checkpointFolder = (origin: string): string =>
  path.join(config().dataDir, "log", origin.replaceAll(/[^A-Za-z0-9.-]/g, "_"));

export const checkpointStore = (origin: string): CheckpointStore => fileStore(checkpointFolder(origin));
