import type { Reader } from "../../../db/client";
import { disclose } from "../../disclose";
import type { StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { colleaguesAmong } from "../contract";
import { isDue, mayOpen, open } from "../rules";
import * as store from "../store";

/**
 * A read of the log that may be narrowed to the acts of colleagues: these take a grant each, and the entry that says
 * who looked at whose acts is committed with the read. One entry tells of all openings of a quarter of an hour. What
 * names nobody, or only the one who asks, is a plain read. Every list of entries that takes an actor or a subject goes
 * through here. Refuses: closed.
 *
 * @param refs actors and subjects of the filter, as the log names them.
 */
export async function viewing<T>(
  by: StaffActor,
  refs: readonly (string | null | undefined)[],
  now: Date,
  list: (tx: Reader) => Promise<T>,
): Promise<T> {
  const staffIds = colleaguesAmong(refs, by.id);
  if (staffIds.length === 0) return read(list);
  const views = await read((tx) => store.lastAbout(tx, by.id, staffIds));
  for (const staffId of staffIds) {
    const refusal = mayOpen(
      views.find((view) => view.staffId === staffId),
      by,
      now,
    );
    if (refusal) throw new Refused(refusal);
  }
  const due = views.flatMap((view) => (isDue(view, now) ? [view.id] : []));
  if (due.length === 0) return read(list);
  return disclose(
    by,
    now,
    async (tx) => open(await store.lockViews(tx, due), by, now),
    async (tx, opened) => {
      const ids = opened.map(({ id }) => id);
      const [found] = await Promise.all([list(tx), store.saveOpening(tx, ids, now)]);
      return found;
    },
  );
}
