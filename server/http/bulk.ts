import type { Refusal } from "../kernel/refusal";
import { Refused } from "../kernel/refusal";
import { log } from "../log";
import { checkMediaType, readBody } from "./body";
import { bulkLimitBytes, refuse } from "./contract";
import { type Language, problemOf } from "./problem";

/** One JSON value a line, in and out. */
export const ndjson = "application/x-ndjson";

/** A refused line as the answer's text. */
export function refusedLine(line: number, refusal: Refusal, language: Language): string {
  const { instance: _, ...problem } = problemOf(refusal, language, "");
  return `${JSON.stringify({ line, ...problem })}\n`;
}

/**
 * Answers batch by batch as they are stored. What was answered is stored; whoever stops reading stops the work.
 *
 * @param next the answers of the next batch, or null when there is none.
 */
function streamOf(next: () => Promise<string | null>, ended: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const text = await next();
        if (text === null) {
          ended();
          controller.close();
        } else {
          controller.enqueue(encoder.encode(text));
        }
      } catch (error) {
        // The head of the answer has left: breaking off is the only way to say that the rest was not stored.
        log().error({ err: error }, "a bulk request broke off");
        ended();
        controller.error(new Error("broken off"));
      }
    },
    cancel() {
      ended();
    },
  });
}

type Bulk = {
  /** Requests that one process works on at once: each holds its body. */
  readonly atOnce: number;
  readonly lineLimit: number;
  /** Non-empty lines of a body, counted no further than one beyond the limit. */
  readonly count: (body: Uint8Array) => number | Promise<number>;
};

/**
 * Takes NDJSON bodies of at most 20 MiB, some at once. Refuses: media_type, busy, too_large, too_many_lines.
 *
 * @returns a function of a request and of how its body is answered, batch by batch.
 */
export function bulkTaker({ atOnce, lineLimit, count }: Bulk) {
  let running = 0;
  return async (request: Request, answersOf: (body: Uint8Array) => () => Promise<string | null>): Promise<Response> => {
    checkMediaType(request, ndjson);
    if (running >= atOnce) throw new Refused(refuse("busy"));
    running++;
    let isOver = false;
    const ended = () => {
      if (!isOver) running--;
      isOver = true;
    };
    try {
      const body = await readBody(request, bulkLimitBytes);
      if ((await count(body)) > lineLimit) throw new Refused(refuse("too_many_lines", { limit: lineLimit }));
      return new Response(streamOf(answersOf(body), ended), { headers: { "content-type": ndjson } });
    } catch (error) {
      ended();
      throw error;
    }
  };
}
