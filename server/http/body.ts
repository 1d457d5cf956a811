import { Refused } from "../kernel/refusal";
import { refuse } from "./contract";

/**
 * Reads a body whole, counting while it arrives: a lying or missing Content-Length cannot fill the memory.
 *
 * @param limit in bytes, inclusive.
 * @param withinMs for whoever holds a place that others wait for.
 * @throws Refused 413 as soon as the limit is passed, 400 when the body breaks off or does not arrive within the time.
 */
export async function readBody(request: Request, limit: number, withinMs?: number): Promise<Uint8Array> {
  const stated = Number(request.headers.get("content-length") ?? Number.NaN);
  if (stated > limit) throw new Refused(refuse("too_large", { limit }));
  if (!request.body) return new Uint8Array(0);
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  let isLate = false;
  const stop = () => {
    isLate = true;
    void reader.cancel().catch(() => undefined);
  };
  const timer = withinMs === undefined ? undefined : setTimeout(stop, withinMs);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) throw new Refused(refuse("aborted"));
      if (done) break;
      length += value.byteLength;
      if (length > limit) {
        void reader.cancel().catch(() => undefined);
        throw new Refused(refuse("too_large", { limit }));
      }
      chunks.push(value);
    }
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(refuse("aborted"));
  } finally {
    clearTimeout(timer);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, length);
}

/**
 * Refuses a body that is not of the wanted type. One value only; the only charset is UTF-8.
 *
 * @throws Refused 415.
 */
export function checkMediaType(request: Request, wanted: string): void {
  if ((request.headers.get("content-encoding") ?? "identity") !== "identity")
    throw new Refused(refuse("media_encoding"));
  const stated = request.headers.get("content-type") ?? "";
  const [type, ...parameters] = stated
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const isUtf8 = parameters.every(
    (part) => part === "" || !part.startsWith("charset=") || /^charset="?utf-?8"?$/.test(part),
  );
  if (type !== wanted || stated.includes(",") || !isUtf8) throw new Refused(refuse("media_type", { wanted }));
}
