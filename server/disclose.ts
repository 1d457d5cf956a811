import type { Tx } from "../db/client";
import type { Actor } from "./kernel/actor";
import type { Verdict } from "./kernel/verdict";
import { transact } from "./transact";

/**
 * A read of sealed data or of evidence: the entry that says who saw what is committed with the read, or nothing is
 * returned.
 *
 * @param look reads what the rule needs and gives the rule's verdict: a refusal, or an entry of kind `disclosure`.
 * @param open reads and opens what was asked for.
 */
export const disclose = <Found, Shown>(
  by: Actor,
  now: Date,
  look: (tx: Tx) => Promise<Verdict<Found>>,
  open: (tx: Tx, found: Found) => Promise<Shown>,
): Promise<Shown> =>
  transact(by, now, async (tx, settle) => {
    const { next } = settle(await look(tx));
    return open(tx, next);
  });
