import { createHash } from "node:crypto";
import type { Tx } from "../../../db/client";
import type { KeyActor, OperatorActor, SystemActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import { transact } from "../../transact";
import { batchLines, type RegistryLine, type Subject } from "../contract";
import { admit } from "../rules";
import { byExternalIds } from "../store-subjects";
import { insertBatch } from "../store-sync";
import { type RawLine, type ReadLine, readLine } from "./lines";
import { applyBatch, type Changed, type Outcome } from "./sync-batch";

export { linesFrom, linesOf, type RawLine } from "./lines";
export type { Changed, Outcome } from "./sync-batch";

type Syncer = KeyActor | OperatorActor | SystemActor;

/** An answer per line, by its number. */
export type LineAnswer = { readonly line: number } & Outcome;

export type SyncedBatch = {
  readonly answers: readonly LineAnswer[];
  /** Null when no line could be taken: then nothing was written. */
  readonly changed: Changed | null;
};

/** One transaction and ONE entry of the log for all of these lines, so that ten million are not ten million leaves. */
async function saveBatch(
  tx: Tx,
  settle: Parameters<Parameters<typeof transact>[2]>[1],
  lines: readonly RegistryLine[],
  { sha256, lineCount, refusedBefore }: { sha256: string; lineCount: number; refusedBefore: number },
  now: Date,
) {
  const applied = await applyBatch({ tx, lines, policy: await currentPolicy(), now });
  const changed: Changed = { ...applied.changed, refused: applied.changed.refused + refusedBefore };
  const id = newId(now);
  const { eventId } = settle({
    ok: true,
    next: null,
    entry: {
      kind: "registry",
      action: "registry.synced",
      subject: { kind: "registry_batch", id, version: 1 },
      pub: { sha256, lines: lineCount, changed },
    },
    effects: [],
  });
  await insertBatch(tx, { id, sha256, lineCount, changed, at: now, eventId });
  return { outcomes: applied.outcomes, changed };
}

async function syncBatch(by: Syncer, raw: readonly RawLine[], now: Date): Promise<SyncedBatch> {
  const hash = createHash("sha256");
  for (const { bytes } of raw) hash.update(bytes).update("\n");
  const read = raw.map((line) => readLine(line, now));
  const good = read.filter((line): line is Extract<ReadLine, { ok: true }> => line.ok);
  const about = { sha256: hash.digest("hex"), lineCount: raw.length, refusedBefore: raw.length - good.length };
  const saved =
    good.length > 0
      ? await transact(by, now, (tx, settle) =>
          saveBatch(
            tx,
            settle,
            good.map(({ line }) => line),
            about,
            now,
          ),
        )
      : { outcomes: [], changed: null };
  let next = 0;
  const answers = read.map((line): LineAnswer => {
    if (!line.ok) return { line: line.number, ok: false, refusal: line.refusal };
    return { line: line.number, ...(saved.outcomes[next++] as Outcome) };
  });
  return { answers, changed: saved.changed };
}

/**
 * Takes what the platform says of its groups, accounts and memberships, up to 1,000 lines in a transaction with one
 * entry (key, line count, SHA-256 of the lines, what changed in numbers). A bad line harms no other and is answered
 * with its number. Memory holds one batch, however long the file; whoever stops reading stops the work.
 *
 * @param lines from `linesOf` (bytes) or `linesFrom` (values).
 * @returns batches as they are stored.
 */
export async function* syncRegistry(
  by: Syncer,
  lines: AsyncIterable<RawLine>,
  now: Date,
): AsyncGenerator<SyncedBatch, void> {
  let batch: RawLine[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < batchLines) continue;
    yield await syncBatch(by, batch, now);
    batch = [];
  }
  if (batch.length > 0) yield await syncBatch(by, batch, now);
}

/** What one line became, with its subject as it is now; null for a membership. */
export type SyncedOne = { readonly outcome: Extract<Outcome, { ok: true }>; readonly subject: Subject | null };

/**
 * Takes one line by itself, all or nothing. Refuses: document_number, future, stale, code_taken, code_fixed.
 */
export async function syncOne(by: Syncer, line: RegistryLine, now: Date): Promise<SyncedOne> {
  const refusal = admit(line, now);
  if (refusal) throw new Refused(refusal);
  const sha256 = createHash("sha256").update(JSON.stringify(line)).update("\n").digest("hex");
  return transact(by, now, async (tx, settle) => {
    const { outcomes } = await saveBatch(tx, settle, [line], { sha256, lineCount: 1, refusedBefore: 0 }, now);
    const outcome = outcomes[0] as Outcome;
    // Thrown inside the transaction: a refused line by itself leaves nothing behind, not even an entry.
    if (!outcome.ok) throw new Refused(outcome.refusal);
    const [subject] = line.kind === "membership" ? [] : await byExternalIds(tx, line.kind, [line.externalId]);
    return { outcome, subject: subject ?? null };
  });
}
