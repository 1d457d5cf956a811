import nodeCrypto from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import path from "node:path";
import type { Sha256 } from "./tree-hash";
import type { ReadFile } from "./verify-export";

/** SHA-256 as Node has it. `hash` came with 20.12, and takes half the time of an object for each. */
const { createHash, hash } = nodeCrypto as Omit<typeof nodeCrypto, "hash"> & Partial<Pick<typeof nodeCrypto, "hash">>;
export const nativeSha256: Sha256 = hash
  ? (bytes) => hash("sha256", bytes, "buffer")
  : (bytes) => createHash("sha256").update(bytes).digest();

const isAbsent = (error: unknown) =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");

/** Reads the files of an export from a folder. Throws what the file system refuses, but for a file that is not there. */
export const folderReader =
  (folder: string): ReadFile =>
  (name, mostBytes) => {
    let file: number;
    try {
      file = openSync(path.join(folder, name), "r");
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
    try {
      const bytes = Buffer.allocUnsafe(Math.min(fstatSync(file).size, mostBytes + 1));
      let length = 0;
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = readSync(file, bytes, length, bytes.length - length, null);
      return bytes.subarray(0, length);
    } finally {
      closeSync(file);
    }
  };
