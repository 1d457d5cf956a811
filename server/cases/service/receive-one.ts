import type { Tx } from "../../../db/client";
import { actorRef, type KeyActor } from "../../kernel/actor";
import type { NewReport, Received } from "../receive-contract";
import { receiveReports } from "./receive";

/** What waits for the next transaction of its key. */
type Waiting = {
  readonly report: NewReport;
  readonly arrivedAt: Date;
  readonly alongside: (tx: Tx, received: Received) => Promise<void>;
  readonly resolve: (received: Received) => void;
  readonly reject: (error: unknown) => void;
};

type Line = { readonly waiting: Waiting[]; isBusy: boolean };

/** Reports that one transaction takes from the line: enough to share its cost, few enough to be quick. */
const shareLimit = 64;

/** One line a process: Next may load this module more than once. */
const holder = globalThis as typeof globalThis & { docketReportLines?: Map<string, Line> };
const lines = (): Map<string, Line> => {
  holder.docketReportLines ??= new Map();
  return holder.docketReportLines;
};

const store = (by: KeyActor, batch: readonly Waiting[]): Promise<Received[]> =>
  receiveReports(
    by,
    batch.map(({ report }) => report),
    // The entries say when it was stored; each report says when it arrived.
    batch.reduce((latest, { arrivedAt }) => (arrivedAt > latest ? arrivedAt : latest), new Date(0)),
    {
      arrivedAt: batch.map(({ arrivedAt }) => arrivedAt),
      alongside: async (tx, received) => {
        await Promise.all(batch.map(({ alongside }, at) => alongside(tx, received[at] as Received)));
      },
    },
  );

/** Whoever shares a transaction that fails is tried again alone: one's fault harms no other. */
async function settleBatch(by: KeyActor, batch: readonly Waiting[]): Promise<void> {
  try {
    const received = await store(by, batch);
    for (const [at, { resolve }] of batch.entries()) resolve(received[at] as Received);
  } catch (error) {
    if (batch.length === 1) return batch[0]?.reject(error);
    for (const each of batch) await settleBatch(by, [each]);
  }
}

async function drain(by: KeyActor, name: string, line: Line): Promise<void> {
  line.isBusy = true;
  while (line.waiting.length > 0) await settleBatch(by, line.waiting.splice(0, shareLimit));
  lines().delete(name);
}

/**
 * Takes one report of a key. While one transaction of the key is at work, the reports that arrive meanwhile wait and
 * share the next one: sixteen callers at once cost a few transactions instead of sixteen. Nobody waits for company:
 * alone, a report is stored at once. Resolves after the commit. Refuses as `receiveReports` does, in its answer.
 *
 * @param alongside runs in the transaction, with the answer: to keep it under an Idempotency-Key.
 */
export function receiveOne(
  by: KeyActor,
  report: NewReport,
  arrivedAt: Date,
  alongside: (tx: Tx, received: Received) => Promise<void>,
): Promise<Received> {
  const name = actorRef(by);
  const line = lines().get(name) ?? { waiting: [], isBusy: false };
  lines().set(name, line);
  return new Promise((resolve, reject) => {
    line.waiting.push({ report, arrivedAt, alongside, resolve, reject });
    if (!line.isBusy) void drain(by, name, line);
  });
}
