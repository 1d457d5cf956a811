import { after, minute } from "../../kernel/calendar";
import { touch } from "../../touch";
import { sendJob } from "../rules-lane";
import { addJobs, deliveriesById, freeStuckJobs, type Job, strandedHeads, takeOutbox } from "../store";

const batchLimit = 500;
/** Longer than any job of ours can run: whoever holds one longer is dead. */
const heldSeconds = 45;
const strandedMinutes = 10;

/** Orders find their lines one after the other, so that what happened first is first in every line. */
const queueOf = (topic: string) => (topic === "deliver" ? "deliver" : null);

/**
 * Moves due effects from the outbox to the job runner, in the order in which they were committed. Rows leave the
 * outbox in the transaction that makes their jobs, with the row's id as the job's key: nothing is lost, nothing doubled.
 * A delivery's job has the delivery's key and its line, so that a retry and a replay stay in turn.
 *
 * @returns how many were moved.
 */
export const relay = (now: Date): Promise<number> =>
  touch(async (tx) => {
    const due = await takeOutbox(tx, now, batchLimit);
    const sends = due.filter(({ topic }) => topic === "send").map(({ key }) => key);
    const others = due.filter(({ topic }) => topic !== "send");
    await addJobs(tx, [
      ...others.map(({ id, topic, key }): Job => ({ identifier: topic, key, queueName: queueOf(topic), jobKey: id })),
      ...(await deliveriesById(tx, [...new Set(sends)])).map(sendJob),
    ]);
    return due.length;
  });

export const isMoreLikely = (moved: number) => moved === batchLimit;

/** Frees the jobs of workers that were killed, and takes up lines whose job was lost. */
export const freeStuck = (now: Date): Promise<void> =>
  touch(async (tx) => {
    await freeStuckJobs(tx, heldSeconds);
    await addJobs(tx, (await strandedHeads(tx, after(now, -strandedMinutes * minute))).map(sendJob));
  });
