import { randomBytes } from "./random";

/**
 * A uuid v7 (RFC 9562): milliseconds first, so that ids made later sort later to the millisecond.
 *
 * @param now the time that entered with the request.
 * @param ordinal orders ids of one millisecond that belong together, from 0; beyond 4,095 they are no longer ordered.
 */
export function newId(now: Date, ordinal?: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now.getTime(), 0, 6);
  if (ordinal !== undefined) bytes.writeUInt16BE(Math.min(ordinal, 0x0fff), 6);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
