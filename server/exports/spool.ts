import { createHash } from "node:crypto";
import { type FileHandle, mkdtemp, open, rmdir, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

const readBytes = 64 * 1024;

/** A file that nobody else can open and that is gone once it was read or given up. */
export type Spooled = {
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Read once; closes the file at its end, or when whoever reads gives up. */
  readonly stream: () => ReadableStream<Uint8Array>;
  /** Gives up what will not be read. */
  readonly close: () => Promise<void>;
};

/** A file without a name: it is unlinked while open, so that nothing stays behind a process that was killed. */
async function nameless(): Promise<FileHandle> {
  const folder = await mkdtemp(path.join(tmpdir(), "docket-export-"));
  const file = path.join(folder, "file");
  const handle = await open(file, "wx+", 0o600);
  await unlink(file);
  await rmdir(folder);
  return handle;
}

/** Keeps pieces on disk until they are all there: memory holds one of them. */
export async function spool(pieces: AsyncIterable<Uint8Array>): Promise<Spooled> {
  const handle = await nameless();
  const hash = createHash("sha256");
  let sizeBytes = 0;
  try {
    for await (const piece of pieces) {
      hash.update(piece);
      for (let at = 0; at < piece.length; )
        at += (await handle.write(piece, at, piece.length - at, sizeBytes + at)).bytesWritten;
      sizeBytes += piece.length;
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  let isOpen = true;
  const close = async () => {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
  };
  let position = 0;
  const stream = () =>
    new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const { bytesRead, buffer } = await handle.read(new Uint8Array(readBytes), 0, readBytes, position);
        position += bytesRead;
        if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead));
        if (position < sizeBytes) return;
        await close();
        controller.close();
      },
      cancel: close,
    });
  return { sizeBytes, sha256: hash.digest("hex"), stream, close };
}
