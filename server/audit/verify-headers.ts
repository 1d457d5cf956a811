import { auditKinds } from "../kernel/verdict";
import { ExportBroken } from "./export-failure";
import { leafType, readEnvelope } from "./leaf";

const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
const kinds: ReadonlySet<string> = new Set(auditKinds);

/**
 * What an envelope of a log looks like: RFC 8785 has one form for a header, so that it can be matched and need not be
 * parsed and written again.
 */
const patternOf = (log: string) =>
  new RegExp(
    `^\\{"c":"[0-9a-f]{64}","i":"(\\d+)","kind":"(\\w+)","log":${escaped(JSON.stringify(log))},"n":"(\\d+)","seq_at":"([^"]{24})","t":"${escaped(leafType)}"\\}$`,
    "u",
  );

/** Whether a text is a time as headers write it: RFC 3339, UTC, milliseconds. */
function isTime(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}

/**
 * Checks headers as they come, in order: canonical form, log, dense indexes, dense counters of each kind, times that
 * never go back. What a header commits to is not looked at: nobody opened it.
 */
export class HeaderCheck {
  readonly #log: string;
  readonly #pattern: RegExp;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  readonly #counters = new Map<string, number>();
  #last = "";

  constructor(log: string) {
    this.#log = log;
    this.#pattern = patternOf(log);
  }

  /** How many headers there were of each kind. */
  get counters(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counters].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Takes the next envelope. Throws ExportBroken at its index. */
  take(envelope: Uint8Array, index: bigint): void {
    const at = index.toString();
    const [, i, kind = "", n, time = ""] = this.#match(envelope) ?? [];
    if (i === undefined || !kinds.has(kind)) {
      const header = readEnvelope(envelope);
      const isElsewhere = header !== null && header.log !== this.#log;
      throw new ExportBroken(isElsewhere ? "leaf_log_wrong" : "leaf_envelope_malformed", at);
    }
    if (i !== at) throw new ExportBroken("leaf_index_wrong", at);
    const counted = this.#counters.get(kind) ?? 0;
    if (n !== counted.toString()) throw new ExportBroken("leaf_counter_wrong", at);
    this.#counters.set(kind, counted + 1);
    if (time === this.#last) return;
    if (!isTime(time)) throw new ExportBroken("leaf_envelope_malformed", at);
    if (time < this.#last) throw new ExportBroken("leaf_time_wrong", at);
    this.#last = time;
  }

  #match(envelope: Uint8Array): RegExpExecArray | null {
    try {
      return this.#pattern.exec(this.#decoder.decode(envelope));
    } catch {
      // No UTF-8.
      return null;
    }
  }
}
