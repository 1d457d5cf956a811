import { type Tx, writeDatabase } from "../db/client";
import { outbox } from "../db/schema";
import { appendEvents } from "./audit/append";
import { type PreparedEvent, prepareEvent } from "./audit/body";
import type { Actor } from "./kernel/actor";
import { assert } from "./kernel/assert";
import { newId } from "./kernel/id";
import { Refused } from "./kernel/refusal";
import type { Effect, Verdict } from "./kernel/verdict";

/** Takes a verdict: throws its refusal, or keeps its entries and effects for the commit and gives the next state. */
export type Settle = <Next>(verdict: Verdict<Next>) => {
  readonly next: Next;
  /** Id of the verdict's first entry, for the `event_id` of the row it explains. */
  readonly eventId: string;
  /** Ids of all its entries, in order. */
  readonly eventIds: readonly string[];
};

/** Deadlock and serialisation failure: the database asks us to try again. */
const retryable = new Set(["40P01", "40001"]);
const attemptLimit = 4;

/** Thrown by work that somebody else was faster than: `transact` begins it anew, and it finds what they committed. */
export class Overtaken extends Error {
  readonly code = "40001";
}

/** The SQLSTATE behind a driver error, if it is one. */
export function sqlState(error: unknown): string | undefined {
  const cause = error instanceof Error && error.cause ? error.cause : error;
  return typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : undefined;
}

async function queueEffects(tx: Tx, effects: readonly Effect[], now: Date): Promise<void> {
  if (effects.length === 0) return;
  await tx.insert(outbox).values(
    effects.map((effect) => ({
      id: newId(now),
      topic: effect.topic,
      key: effect.key,
      runAt: effect.runAt ?? null,
      createdAt: now,
    })),
  );
}

async function attempt<T>(by: Actor, now: Date, work: (tx: Tx, settle: Settle) => Promise<T>): Promise<T> {
  return writeDatabase().transaction(async (tx) => {
    const events: PreparedEvent[] = [];
    const effects: Effect[] = [];
    const settle: Settle = (verdict) => {
      if (!verdict.ok) throw new Refused(verdict.refusal);
      const eventIds = [verdict.entry, ...(verdict.more ?? [])].map((entry) => {
        const id = newId(now, events.length);
        events.push(prepareEvent(id, by, entry, now));
        return id;
      });
      effects.push(...verdict.effects);
      return { next: verdict.next, eventId: eventIds[0] as string, eventIds };
    };
    const result = await work(tx, settle);
    assert(events.length > 0, "a fact was to be committed without an audit entry");
    await Promise.all([queueEffects(tx, effects, now), appendEvents(tx, events, now)]);
    return result;
  });
}

/**
 * The door to every fact: runs `work` in one transaction and commits it together with its audit entries and
 * effects, or not at all. Work that settles no verdict is a bug and is rolled back.
 * `work` may run again after a deadlock or when it was overtaken, so it does nothing outside the transaction.
 */
export async function transact<T>(by: Actor, now: Date, work: (tx: Tx, settle: Settle) => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(by, now, work);
    } catch (error) {
      if (tried >= attemptLimit || !retryable.has(sqlState(error) ?? "")) throw error;
    }
  }
}
