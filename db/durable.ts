import { closeSync, fsyncSync, openSync, readdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const isWindows = process.platform === "win32";

function sync(place: string): void {
  const handle = openSync(place, isWindows ? "r+" : "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Puts the names in a directory on disk, not what they name. Windows keeps names by itself and opens no directory. */
export function syncDirectory(directory: string): void {
  if (!isWindows) sync(directory);
}

/** Puts a file, or all that is below a directory and the directory itself, on disk. The name of the place is its parent's. */
export function syncTree(place: string): void {
  if (statSync(place).isDirectory()) {
    for (const name of readdirSync(place)) syncTree(path.join(place, name));
    syncDirectory(place);
  } else sync(place);
}

/** Writes a small file that appears whole and on disk, or not at all. Readable by its owner only. */
export function writeDurably(file: string, text: string): void {
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode: 0o600, flush: true });
  renameSync(draft, file);
  syncDirectory(path.dirname(file));
}
