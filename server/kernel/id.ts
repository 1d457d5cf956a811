import { randomBytes } from "./random";

/** Where what tells ids and codes apart is drawn from. Salts, nonces, keys and tokens are never drawn here. */
let draw: (length: number) => Buffer = randomBytes;

/**
 * Draws ids and codes from another source for the length of some work: the demo, which is the same each time it is
 * made, orders what happened in one millisecond by its ids.
 */
export async function drawingFrom<T>(source: (length: number) => Buffer, work: () => Promise<T>): Promise<T> {
  draw = source;
  try {
    return await work();
  } finally {
    draw = randomBytes;
  }
}

/** A whole number from 0 to below `limit`, 2³² at most, for a code that people read. */
export const drawNumber = (limit: number): number => draw(6).readUIntBE(0, 6) % limit;

/**
 * A uuid v7 (RFC 9562): milliseconds first, so that ids made later sort later to the millisecond.
 *
 * @param now the time that entered with the request.
 * @param ordinal orders ids of one millisecond that belong together, from 0; beyond 4,095 they are no longer ordered.
 */
export function newId(now: Date, ordinal?: number): string {
  const bytes = draw(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  if (ordinal !== undefined) bytes.writeUInt16BE(Math.min(ordinal, 0x0fff), 6);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
