import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { z } from "zod";
import { syncDirectory } from "../../db/durable";
import { config } from "../config";
import { instant } from "../kernel/calendar";
import { erasureGrounds, keptKinds } from "./contract";
import type { Decided } from "./rules";

/**
 * One line of the list: pseudonymous ids and times, nothing of a person. `begun` is written before the erasure is
 * committed and `done` after, so that a line without the other tells what cannot be known from the file alone.
 */
const Line = z.object({
  t: z.literal("docket/erased/v1"),
  state: z.enum(["begun", "done"]),
  erasure: z.uuid(),
  kind: z.enum(keptKinds),
  id: z.uuid(),
  ground: z.enum(erasureGrounds),
  proposedBy: z.uuid(),
  proposedAt: z.iso.datetime(),
  confirmedBy: z.uuid(),
  at: z.iso.datetime(),
});

export type Listed = Decided & { readonly isDone: boolean };
export type ErasedList = {
  /** In the order in which they were decided. */
  readonly listed: readonly Listed[];
  /** Lines that cannot be read: a write that was cut off, or somebody's hand. */
  readonly damaged: number;
};

/**
 * The list of erasures, outside the database and in no backup of it, so that a database restored from before an
 * erasure can be told from one in which nothing was erased.
 */
export const erasedListFile = (dataDir = config().dataDir): string => path.join(dataDir, "erasures.jsonl");

/** Adds a line and waits until it is on disk. Several processes may: each line is one write to the file's end. */
export function record(decided: Decided, state: "begun" | "done"): void {
  const file = erasedListFile();
  const isNew = !existsSync(file);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o711 });
  const line: z.infer<typeof Line> = {
    t: "docket/erased/v1",
    state,
    ...decided,
    proposedAt: instant(decided.proposedAt),
    at: instant(decided.at),
  };
  const handle = openSync(file, "a+", 0o600);
  try {
    const { size } = fstatSync(handle);
    const last = Buffer.alloc(1);
    if (size > 0) readSync(handle, last, 0, 1, size - 1);
    // A line that was cut off stays by itself.
    const before = size > 0 && last.toString() !== "\n" ? "\n" : "";
    writeSync(handle, `${before}${JSON.stringify(line)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  if (isNew) syncDirectory(path.dirname(file));
}

function parsed(text: string) {
  try {
    return Line.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Reads the list; empty where nothing was ever erased. @param dataDir of the installation. */
export function readErasedList(dataDir = config().dataDir): ErasedList {
  const file = erasedListFile(dataDir);
  if (!existsSync(file)) return { listed: [], damaged: 0 };
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((text) => text.trim() !== "");
  const byId = new Map<string, Listed>();
  let damaged = 0;
  for (const text of lines) {
    const line = parsed(text);
    if (!line) {
      damaged++;
      continue;
    }
    const { t: _, state, proposedAt, at, ...rest } = line;
    const isDone = state === "done" || (byId.get(line.erasure)?.isDone ?? false);
    byId.set(line.erasure, { ...rest, proposedAt: new Date(proposedAt), at: new Date(at), isDone });
  }
  return { listed: [...byId.values()], damaged };
}
