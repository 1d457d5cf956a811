import { isDemoMode } from "../../config";
import { after, minute } from "../../kernel/calendar";
import { fromCursor, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import { idleMinutes, type ListStaff, refuse } from "../contract";
import { isUsable, lapsedBefore } from "../rules";
import * as store from "../store";

const pageSize = 100;

function placeOf(cursor: string): string {
  const [email] = fromCursor(cursor, 1) ?? [];
  if (typeof email !== "string") throw new Refused(refuse("cursor"));
  return email;
}

/** A page of people by email, and the proposals that wait for a second administrator. Refuses: cursor. */
export const listStaff = (input: ListStaff, now: Date) =>
  read(async (tx) => {
    const from = input.cursor ? placeOf(input.cursor) : null;
    const found = await store.peoplePage(tx, from, pageSize + 1, after(now, -idleMinutes * minute), now);
    const rows = found.slice(0, pageSize);
    const last = rows.at(-1);
    return {
      rows: rows.map((row) => ({ ...row, isClosed: row.active && !isUsable(row, isDemoMode()) })),
      next: found.length > pageSize && last ? toCursor([last.email]) : null,
      proposals: await store.pendingGrants(tx, lapsedBefore(now)),
      admins: await store.adminIds(tx, isDemoMode()),
    };
  });
