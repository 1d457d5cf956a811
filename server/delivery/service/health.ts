import { after, day, hour } from "../../kernel/calendar";
import { fromCursor, type Page, toCursor } from "../../kernel/cursor";
import { Refused } from "../../kernel/refusal";
import { read } from "../../read";
import {
  type AlertWord,
  type DeliveriesInput,
  type DeliveryView,
  type DeliveryWord,
  type FailureWord,
  type OutgoingType,
  refuse,
} from "../contract";
import { alertsOf, type Health } from "../rules-health";
import type { DeliveryRow } from "../store";
import { allEndpoints } from "../store-endpoint";
import { byAttempt, byState, healthOf } from "../store-health";

export type EndpointView = Health & {
  readonly id: string;
  readonly url: string;
  readonly types: readonly OutgoingType[];
  readonly enabled: boolean;
  readonly version: number;
  readonly createdAt: Date;
  readonly rotatingUntil: Date | null;
  readonly alerts: readonly AlertWord[];
  /** When these figures were true. */
  readonly asOf: Date;
};

const dateOf = (text: string | null) => (text === null ? null : new Date(text));

/** Every endpoint with its health. Each figure opens the rows that it counts: `listDeliveries` with its view. */
export const listEndpoints = (now: Date): Promise<EndpointView[]> =>
  read(async (tx) => {
    const since = { hour: after(now, -hour), day: after(now, -day) };
    const [rows, counted] = await Promise.all([allEndpoints(tx), healthOf(tx, since.hour, since.day)]);
    const byId = new Map(counted.map((each) => [each.id, each]));
    return rows.map((row): EndpointView => {
      const found = byId.get(row.id);
      const health: Health = {
        queued: found?.queued ?? 0,
        failed: found?.failed ?? 0,
        moot: found?.moot ?? 0,
        oldestQueuedAt: dateOf(found?.oldest ?? null),
        lastDeliveredAt: dateOf(found?.arrived ?? null),
        hour: { since: since.hour, tried: found?.tried_hour ?? 0, missed: found?.missed_hour ?? 0 },
        day: { since: since.day, tried: found?.tried_day ?? 0, missed: found?.missed_day ?? 0 },
      };
      return {
        ...health,
        id: row.id,
        url: row.url,
        types: row.types as OutgoingType[],
        enabled: row.enabled,
        version: row.version,
        createdAt: row.createdAt,
        rotatingUntil: row.previousUntil && row.previousUntil > now ? row.previousUntil : null,
        alerts: alertsOf(row.enabled, health, now),
        asOf: now,
      };
    });
  });

export type DeliveryShown = {
  readonly id: string;
  readonly messageId: string;
  readonly type: OutgoingType;
  readonly state: DeliveryWord;
  readonly attempts: number;
  readonly lastStatus: number | null;
  readonly lastFailure: FailureWord | null;
  readonly queuedAt: Date;
  readonly attemptedAt: Date | null;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const isId = (value: unknown): value is string => typeof value === "string" && uuid.test(value);

/** The cursor of a list by attempt: its time in milliseconds, then the delivery. Refuses: bad_cursor. */
function attemptPlace(cursor: string) {
  const [at, id] = fromCursor(cursor, 2) ?? [];
  const attemptedAt = typeof at === "number" ? new Date(at) : null;
  if (!attemptedAt || Number.isNaN(attemptedAt.getTime()) || !isId(id)) throw new Refused(refuse("bad_cursor"));
  return { attemptedAt, id };
}

/** The cursor of a list by state: the message. Refuses: bad_cursor. */
function messagePlace(cursor: string) {
  const [messageId] = fromCursor(cursor, 1) ?? [];
  if (!isId(messageId)) throw new Refused(refuse("bad_cursor"));
  return { messageId };
}

const isByAttempt = (view: DeliveryView) => view === "tried" || view === "missed" || view === "arrived";

const shownOf = (row: DeliveryRow): DeliveryShown => ({
  id: row.id,
  messageId: row.messageId,
  type: row.type as OutgoingType,
  state: row.state as DeliveryWord,
  attempts: row.attempts,
  lastStatus: row.lastStatus,
  lastFailure: row.state === "delivered" ? null : (row.lastFailure as FailureWord | null),
  queuedAt: row.queuedAt,
  attemptedAt: row.attemptedAt,
});

/** The messages of an endpoint that one of its figures counts, newest first. Refuses: bad_cursor. */
export async function listDeliveries(input: DeliveriesInput, now: Date): Promise<Page<DeliveryShown>> {
  const { endpointId, view, cursor, limit } = input;
  const since = input.since ? new Date(input.since) : after(now, -day);
  const rows = await read((tx) =>
    isByAttempt(view)
      ? byAttempt(tx, endpointId, view, since, cursor ? attemptPlace(cursor) : null, limit + 1)
      : byState(tx, endpointId, view, cursor ? messagePlace(cursor) : null, limit + 1),
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const place = (row: DeliveryRow) =>
    isByAttempt(view) ? toCursor([row.attemptedAt?.getTime() ?? 0, row.id]) : toCursor([row.messageId]);
  return { rows: shown.map(shownOf), next: rows.length > limit && last ? place(last) : null };
}
