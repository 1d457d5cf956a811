import { readFileSync, statSync } from "node:fs";
import { folderReader, nativeSha256 } from "../server/audit/export-folder";
import type { VerifierKey } from "../server/audit/note-key";
import { verifyExport } from "../server/audit/verify-export";
import { CommandFault } from "./command";

function readNote(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch {
    throw new CommandFault(`${file}: there is no such file, or it cannot be read`);
  }
}

/**
 * Verifies an export of the log, as somebody does who has the files, a key, and nothing else of the installation.
 *
 * @param older files of checkpoints that were kept earlier.
 * @throws CommandFault with the name of what is wrong, and where.
 */
export async function verifyFiles(
  folder: string,
  keys: readonly VerifierKey[],
  older: readonly string[],
  progress: (index: bigint) => void,
): Promise<void> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new CommandFault(`${folder}: there is no such folder`);
  const begin = performance.now();
  const found = await verifyExport(folderReader(folder), {
    keys,
    sha256: nativeSha256,
    older: older.map(readNote),
    progress,
  });
  if (!found.ok) throw new CommandFault(found.sentence);
  const counters = Object.entries(found.counters).map(([kind, many]) => `${kind} ${many}`);
  console.log(`log   ${found.origin}`);
  console.log(`size  ${found.size}`);
  console.log(`root  ${Buffer.from(found.root).toString("hex")}`);
  for (const { name, id } of found.signedBy) console.log(`key   ${name}+${id.toString(16).padStart(8, "0")}`);
  console.log(`kinds ${counters.join(", ")}`);
  console.log(`time  ${((performance.now() - begin) / 1_000).toFixed(1)} s`);
  if (older.length > 0)
    console.log(`The log goes on from ${older.length === 1 ? "the older checkpoint" : "all older checkpoints"}.`);
  console.log("Every header is in the log that was signed, in its place.");
}
