import type { Actor, OperatorActor } from "../kernel/actor";
import { Refused } from "../kernel/refusal";
import type { Allowed, Entry } from "../kernel/verdict";
import { log } from "../log";
import { read } from "../read";
import { transact } from "../transact";
import { refuse } from "./contract";
import type { LogBroken } from "./failure";
import { headNow } from "./store";
import { beginStop, endStop, openStop } from "./store-checkpoint";

const about = (origin: string) => ({ kind: "log", id: origin, version: null }) as const;
const stated = (entry: Entry): Allowed<null> => ({ ok: true, next: null, entry, effects: [] });

/** Another process stopped the log a moment ago: there is nothing left to write. */
class StoppedAlready extends Error {}

/**
 * Stops sequencing and signing, in every process, until an operator resumes; cases and measures go on, and their
 * entries wait. Stopping twice changes nothing: the first reason stays.
 */
export async function stopLog(by: Actor, broken: LogBroken, now: Date): Promise<void> {
  const { failure, at: place } = broken;
  log().fatal({ failure, at: place }, "the audit log is broken: sequencing and signing have stopped");
  const head = await read(headNow);
  if (!head || (await read((tx) => openStop(tx, head.origin)))) return;
  try {
    await transact(by, now, async (tx, settle) => {
      if (!(await beginStop(tx, head.origin, { failure, place, stoppedAt: now }))) throw new StoppedAlready();
      settle(stated({ kind: "log", action: "log.stopped", subject: about(head.origin), pub: { failure, at: place } }));
    });
  } catch (error) {
    if (!(error instanceof StoppedAlready)) throw error;
  }
}

/** Lets a stopped log go on. The caller has verified it and its store. Refuses: not_stopped. */
export const resumeLog = (by: OperatorActor, now: Date): Promise<void> =>
  transact(by, now, async (tx, settle) => {
    const head = await headNow(tx);
    const stop = head && (await openStop(tx, head.origin));
    if (!head || !stop || !(await endStop(tx, head.origin, now))) throw new Refused(refuse("not_stopped"));
    settle(
      stated({
        kind: "log",
        action: "log.resumed",
        subject: about(head.origin),
        pub: { failure: stop.failure, at: stop.place },
      }),
    );
  });
