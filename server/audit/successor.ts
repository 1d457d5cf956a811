import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Tx } from "../../db/client";
import type { OperatorActor } from "../kernel/actor";
import { Refused } from "../kernel/refusal";
import { read } from "../read";
import { transact } from "../transact";
import { openCheckpoint } from "./checkpoint";
import { type CheckpointStore, checkpointStore } from "./checkpoint-store";
import { refuse } from "./contract";
import { LogBroken } from "./failure";
import { createKey, heldKeys, openHead } from "./keys";
import { NoteRefused } from "./note-failure";
import { type Head, standing } from "./store";
import { type LogKey, lastPublished, logKeys, openStop } from "./store-checkpoint";
import { verifyLog } from "./verify";
import type { Opening } from "./verify-succession";

/** The name of the next log: `docket/CELL-RANDOM/log/NUMBER`. Random, so that no log that a restore undid had it. */
const nextOrigin = ({ origin, log }: Head): string =>
  `${origin.replace(/-[0-9a-f]{8}\/log\/\d+$/, "")}-${randomBytes(4).toString("hex")}/log/${log + 1}`;

/** The last checkpoint that was signed of a log: the one in the store, or the last one published where there is no store. */
async function lastSigned(origin: string, keys: readonly LogKey[], store: CheckpointStore): Promise<string | null> {
  const published = await read((tx) => lastPublished(tx, origin));
  const stored = await store.read();
  if (!stored) return published?.note ?? null;
  try {
    const { size } = openCheckpoint(stored.note, { origin, keys: [...keys, ...heldKeys(origin)] });
    return published && published.size > size ? published.note : stored.note;
  } catch (error) {
    if (error instanceof NoteRefused) return published?.note ?? null;
    throw error;
  }
}

const succeed = async (tx: Tx, from: string, to: string, opening: string, now: Date): Promise<boolean> => {
  const [row] = await tx.execute<{ done: boolean }>(
    sql`select audit_succeed(${from}, ${to}, ${opening}::uuid, ${now.toISOString()}::timestamptz) as done`,
  );
  return row?.done === true;
};

export type Succession = {
  readonly closed: Pick<Head, "origin" | "size">;
  readonly origin: string;
  /** The public key that signs the new log; null where the operator makes one elsewhere. */
  readonly vkey: string | null;
};

/**
 * Closes a log that is stopped and opens its successor. Leaf 0 of that names what was left of the old log and the last
 * checkpoint that was signed of it; every entry of the old log follows in its old order, with leaves of its own and the
 * time at which the new log accepts them. So the open log is whole by itself, and the old one stays as it was: what was
 * filed from it is still proved from it.
 *
 * Refuses: not_stopped, also when the log went on after it was verified; signing_key_missing, on a machine that does not hold a key of a log that was signed.
 * @throws LogBroken when the old log is damaged in itself, and not only shorter than what was signed: nothing of it can
 * be carried over then.
 */
export async function openSuccessor(
  by: OperatorActor,
  reason: string,
  now: Date,
  options: { readonly store?: CheckpointStore } = {},
): Promise<Succession> {
  const head = await openHead();
  const { origin } = head;
  const { stop, keys } = await read(async (tx) => ({
    stop: await openStop(tx, origin),
    keys: await logKeys(tx, origin),
  }));
  if (!stop) throw new Refused(refuse("not_stopped"));
  const mayHold = heldKeys(origin).length > 0;
  if (keys.length > 0 && !mayHold) throw new Refused(refuse("signing_key_missing"));
  const found = await verifyLog();
  if (!found.ok) throw new LogBroken(found.failure, found.at);
  const signed = await lastSigned(origin, keys, options.store ?? checkpointStore(origin));
  const next = nextOrigin(head);
  const opening: Opening = {
    previous: { log: origin, size: head.size.toString(), root: head.root.toString("hex") },
    signed,
    reason,
  };
  await transact(by, now, async (tx, settle) => {
    const { eventId } = settle({
      ok: true,
      next: null,
      entry: { kind: "log", action: "log.opened", subject: { kind: "log", id: next, version: null }, pub: opening },
      effects: [],
    });
    if (!(await succeed(tx, origin, next, eventId, now))) throw new Refused(refuse("not_stopped"));
    // Nobody makes leaves any more. Whoever did so a moment ago made leaves that the opening would not name.
    const left = await standing(tx, head.log);
    if (left?.size !== head.size || !left.root.equals(head.root)) throw new Refused(refuse("not_stopped"));
  });
  return { closed: { origin, size: head.size }, origin: next, vkey: mayHold ? await createKey(by, now) : null };
}
