import { after, minute } from "../../kernel/calendar";
import { touch } from "../../touch";
import { sendJob } from "../rules-lane";
import { addJobs, deliveriesById, freeStuckJobs, lineUp, putBack, strandedHeads, takeOutbox } from "../store";
import { beginRelay } from "../store-owed";

const batchLimit = 500;
/** Longer than any job of ours can run: whoever holds one longer is dead. */
const heldSeconds = 45;
const strandedMinutes = 10;

/** What acts ask for: a message to deliver to whoever wants it, or one delivery to be sent (again). Others stay in the outbox, in sight. */
const topics = ["deliver", "send"];

/**
 * Moves due effects from the outbox to the job runner, in the order in which they were committed. A message gets its
 * place in the line of each endpoint here, many at once; its jobs follow in the same transaction, keyed by delivery:
 * nothing is lost, nothing doubled, and retries and replays stay in turn.
 *
 * @returns how many effects were moved; 0 when another relay is at work.
 */
export const relay = (now: Date): Promise<number> =>
  touch(async (tx) => {
    if (!(await beginRelay(tx))) return 0;
    const due = await takeOutbox(tx, topics, now, batchLimit);
    const keysOf = (wanted: string) => [...new Set(due.filter(({ topic }) => topic === wanted).map(({ key }) => key))];
    const fresh = await lineUp(tx, keysOf("deliver"), now);
    const again = await deliveriesById(tx, keysOf("send"));
    const jobs = new Map([...fresh, ...again].map((each) => [each.id, sendJob(each)]));
    await addJobs(tx, [...jobs.values()]);
    return due.length;
  });

/** Gives a message back to the outbox: the version before handed it to the job runner by itself and ended before it ran. */
export const takeBack = (messageId: string, now: Date): Promise<void> =>
  touch((tx) => putBack(tx, "deliver", messageId, now, now));

export const isMoreLikely = (moved: number) => moved === batchLimit;

/** Frees the jobs of workers that were killed, and takes up lines whose job was lost. */
export const freeStuck = (now: Date): Promise<void> =>
  touch(async (tx) => {
    await freeStuckJobs(tx, heldSeconds);
    await addJobs(tx, (await strandedHeads(tx, after(now, -strandedMinutes * minute))).map(sendJob));
  });
