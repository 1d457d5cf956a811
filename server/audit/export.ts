import { existsSync, readFileSync } from "node:fs";
import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { read } from "../read";
import { parseCheckpoint } from "./checkpoint";
import { parseNote } from "./note";
import { lastCheckpoint, tileBytes } from "./published";
import { type TilePlace, tilePath, tilesOf, widthIn } from "./tiles";

/** The folder holds another log, or something that is none. */
export class NotThisLog extends Error {
  constructor() {
    super("this folder holds the checkpoint of another log, or a later one than can be exported now");
    this.name = "NotThisLog";
  }
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.draft`, bytes);
  await rename(`${file}.draft`, file);
}

/**
 * Writes the log under its last checkpoint as files in the layout of tlog-tiles: `checkpoint`, `tile/L/N`,
 * `tile/entries/N`. Full tiles that an earlier export wrote are kept, so that exporting again is quick; the checkpoint
 * comes last, when all that it covers is there.
 *
 * @throws NotThisLog where an earlier export is of another log, or larger.
 */
export async function exportLog(folder: string): Promise<{ readonly size: bigint; readonly written: number }> {
  const { log, origin, size, note } = await lastCheckpoint();
  const checkpointFile = path.join(folder, "checkpoint");
  // Tiles without one are what an export left that was broken off, maybe of another log: they are written anew.
  const isContinued = existsSync(checkpointFile);
  if (isContinued) {
    const before = parseCheckpoint(parseNote(readFileSync(checkpointFile)).text);
    if (before.origin !== origin || before.size > size) throw new NotThisLog();
  }
  let written = 0;
  const write = async (place: TilePlace) => {
    const file = path.join(folder, "tile", tilePath(place));
    if (isContinued && place.width === 256 && existsSync(file)) return;
    await writeWhole(file, await read((tx) => tileBytes(tx, log, place)));
    written++;
  };
  for (let level = 0; widthIn(size, { level, index: 0n }) > 0; level++)
    for (const place of tilesOf(level, size)) await write(place);
  for (const place of tilesOf("entries", size)) await write(place);
  await writeWhole(checkpointFile, Buffer.from(note));
  return { size, written };
}
