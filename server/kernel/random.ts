import { randomFillSync } from "node:crypto";

/** Bytes are drawn this many at a time: one system call a thousand ids, where each would cost one. */
const poolBytes = 16_384;
const pool = Buffer.allocUnsafe(poolBytes);
let used = poolBytes;

/** Random bytes of the system's generator, each given out once. For ids, salts and nonces. */
export function randomBytes(length: number): Buffer {
  if (used + length > poolBytes) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}
