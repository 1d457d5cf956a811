import type { StaffActor } from "../../kernel/actor";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import { currentPolicy } from "../../policy/service";
import { read } from "../../read";
import { type CaseFilter, type Direction, naturalDirection, type QueueInput, refuse } from "../contract";
import type { Person } from "../rules";
import { personOf } from "../store";
import { type Count, countCases, type ListQuery, listCases, type Position } from "../store-list";
import { type CaseLine, toLine } from "../view";

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A cursor belongs to one order and direction: another's would read another column. Refuses: bad_cursor. */
function positionOf(input: Pick<QueueInput, "order" | "cursor">, direction: Direction): Position | null {
  if (input.cursor === undefined) return null;
  const [order, towards, value, id] = fromCursor(input.cursor, 4) ?? [];
  const isValue =
    input.order === "priority"
      ? typeof value === "number" && Number.isFinite(value)
      : typeof value === "string" && new Date(value).getTime() >= 0;
  if (order !== input.order || towards !== direction || !isValue || typeof id !== "string" || !uuidText.test(id))
    throw new Refused(refuse("bad_cursor"));
  return { value: value as string | number, id };
}

const queryOf = (
  person: Person,
  filter: CaseFilter,
  rest: Pick<ListQuery, "order" | "direction" | "after" | "limit" | "now">,
) => {
  if (filter.queue !== undefined && person.queues && !person.queues.includes(filter.queue))
    throw new Refused(refuse("not_her_queue"));
  return { ...filter, ...rest, staffId: person.actor.id, queues: person.queues };
};

/**
 * A page of the queue in a total order: by priority (greatest first), by due time or by opening (oldest first), or the other way round.
 * Refuses: bad_cursor, not_her_queue.
 */
export const listQueue = (
  by: StaffActor,
  input: QueueInput,
  now: Date,
): Promise<Page<CaseLine> & { readonly asOf: Date }> =>
  read(async (tx) => {
    const { order, limit, cursor: _, sortDirection: direction = naturalDirection[order], ...filter } = input;
    const after = positionOf(input, direction);
    const query = queryOf(await personOf(tx, by), filter, { order, direction, after, limit, now });
    const found = await listCases(tx, query);
    const rows = found.slice(0, limit);
    const last = found.length > limit ? rows.at(-1) : undefined;
    const value = { priority: last?.priority, due: last?.due_at.toISOString(), opened: last?.opened_at.toISOString() };
    return {
      asOf: now,
      rows: rows.map((row) => toLine(row, by.id)),
      next: last ? toCursor([order, direction, value[order] as string | number, last.id]) : null,
    };
  });

/** How many cases a filter holds, counted to `countLimit`. Refuses: not_her_queue. */
export const countQueue = (by: StaffActor, filter: CaseFilter, now: Date): Promise<Count> =>
  read(async (tx) => {
    const query = queryOf(await personOf(tx, by), filter, {
      order: "due",
      direction: "ascending",
      after: null,
      limit: 1,
      now,
    });
    return countCases(tx, query);
  });

export type Vocabulary = {
  readonly policy: { readonly number: number; readonly label: string };
  readonly queues: readonly { readonly key: string; readonly names: { readonly zh: string; readonly en: string } }[];
  readonly categories: readonly {
    readonly key: string;
    readonly parent: string | null;
    readonly names: { readonly zh: string; readonly en: string };
    readonly clause: string;
    readonly severity: number | null;
  }[];
};

/** Names of the queues that this person serves and of all categories, from the policy in force. */
export async function vocabulary(by: StaffActor): Promise<Vocabulary> {
  const { number, label, document } = await currentPolicy();
  const { queues } = await read((tx) => personOf(tx, by));
  return {
    policy: { number, label },
    queues: document.queues.filter((queue) => !queues || queues.includes(queue.key)),
    categories: document.taxonomy.map(({ key, parent, names, clause, severity }) => ({
      key,
      parent,
      names,
      clause,
      severity,
    })),
  };
}
