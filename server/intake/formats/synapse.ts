import * as z from "zod";
import type { NewReport } from "../../cases/receive-contract";
import { faultsOf } from "../../http/faults";
import type { Source } from "../../kernel/actor";
import type { FieldFault } from "../../kernel/refusal";
import type { Adaptation, Adapted, Adapter } from "./format";

/**
 * Reports as the admin API of a Matrix homeserver (Synapse) tells them: `event_reports` as a list, one of them in
 * detail with `event_json`, and `user_reports`. A room is a group, a sender the subject's author, an event a message.
 * Times are milliseconds. Source: Synapse's documentation of its admin API, samples in the test data.
 */
const earliestMs = Date.UTC(2000, 0, 1);
const latestMs = Date.UTC(2101, 0, 1) - 1;
const milliseconds = z.int().min(earliestMs).max(latestMs);
const matrixId = z.string().min(1).max(255);

const EventReport = z.looseObject({
  id: z.int().min(0),
  received_ts: milliseconds,
  room_id: matrixId,
  event_id: matrixId,
  user_id: matrixId,
  sender: matrixId,
  name: z.string().nullish(),
  canonical_alias: z.string().nullish(),
  reason: z.string().nullish(),
  score: z.number().nullish(),
  event_json: z
    .looseObject({
      origin_server_ts: z.number().nullish().catch(null),
      content: z
        .looseObject({ body: z.string().nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish(),
});
type EventReport = z.infer<typeof EventReport>;

const UserReport = z.looseObject({
  id: z.int().min(0),
  received_ts: milliseconds,
  target_user_id: matrixId,
  user_id: matrixId,
  reason: z.string().nullish(),
});
type UserReport = z.infer<typeof UserReport>;

/** The payload is kept whole; what goes into the report is cut to what a report may hold. */
const cut = (text: string | null | undefined, limit: number): string | undefined => {
  if (!text) return undefined;
  return text.length <= limit ? text : [...text].slice(0, limit).join("");
};

const inRange = (ms: number | null | undefined): ms is number =>
  typeof ms === "number" && Number.isInteger(ms) && ms >= earliestMs && ms <= latestMs;
const timeOf = (ms: number) => new Date(ms).toISOString();

function ofEvent(given: EventReport, source: Source): NewReport {
  const sentMs = given.event_json?.origin_server_ts;
  const sentAt = inRange(sentMs) ? timeOf(sentMs) : undefined;
  const text = cut(given.event_json?.content?.body, 20_000);
  const description = cut(given.reason, 5_000);
  return {
    externalId: `event_report:${given.id}`,
    subject: {
      type: "message",
      externalId: given.event_id,
      groupExternalId: given.room_id,
      authorExternalId: given.sender,
    },
    ...(description !== undefined && { description }),
    source,
    reporter: { externalId: given.user_id },
    evidence: [
      {
        kind: "text",
        role: "reported",
        messageExternalId: given.event_id,
        authorExternalId: given.sender,
        ...(text !== undefined && { text }),
        ...(sentAt && { sentAt }),
      },
    ],
    occurredAt: sentAt ?? timeOf(given.received_ts),
  };
}

function ofUser(given: UserReport, source: Source): NewReport {
  const description = cut(given.reason, 5_000);
  return {
    externalId: `user_report:${given.id}`,
    subject: { type: "account", externalId: given.target_user_id },
    ...(description !== undefined && { description }),
    source,
    reporter: { externalId: given.user_id },
    occurredAt: timeOf(given.received_ts),
  };
}

/** Fields of a report → members of an entry. */
const eventFields = {
  "/externalId": "/id",
  "/subject/externalId": "/event_id",
  "/subject/groupExternalId": "/room_id",
  "/subject/authorExternalId": "/sender",
  "/evidence/0/messageExternalId": "/event_id",
  "/evidence/0/authorExternalId": "/sender",
  "/evidence/0/sentAt": "/event_json/origin_server_ts",
  "/evidence/0/text": "/event_json/content/body",
  "/reporter/externalId": "/user_id",
  "/description": "/reason",
  "/occurredAt": "/received_ts",
};
const userFields = {
  "/externalId": "/id",
  "/subject/externalId": "/target_user_id",
  "/reporter/externalId": "/user_id",
  "/description": "/reason",
  "/occurredAt": "/received_ts",
};

/** `Matrix HQ (#alias:server)`: a room's id says nothing to a person. */
function roomName({ name, canonical_alias: alias }: EventReport): string | undefined {
  if (name && alias) return `${name} (${alias})`;
  return name || alias || undefined;
}

type Item = { readonly pointer: string; readonly value: unknown };
const listOf = (value: unknown, pointer: string): Item[] =>
  Array.isArray(value) ? value.map((item, at) => ({ pointer: `${pointer}/${at}`, value: item })) : [];

const Lists = z.looseObject({
  event_reports: z.array(z.unknown()).optional(),
  user_reports: z.array(z.unknown()).optional(),
});

/** Maps a payload of Synapse: one report for each entry whose required fields are there and right. */
export const adaptSynapse: Adapter = (payload, source): Adaptation => {
  const lists = Lists.safeParse(payload);
  const names = new Map<string, string>();
  if (!lists.success)
    return { reports: [], faulty: [{ pointer: "", faults: faultsOf(lists.error.issues, payload) }], names };
  const { event_reports, user_reports } = lists.data;
  const isList = event_reports !== undefined || user_reports !== undefined;
  const single = "target_user_id" in lists.data && !("event_id" in lists.data) ? "user" : "event";
  const alone = [{ pointer: "", value: payload }];
  const reports: Adapted[] = [];
  const faulty: { pointer: string; faults: FieldFault[] }[] = [];
  for (const { pointer, value } of isList ? listOf(event_reports, "/event_reports") : single === "event" ? alone : []) {
    const read = EventReport.safeParse(value);
    if (!read.success) faulty.push({ pointer, faults: faultsOf(read.error.issues, value, pointer) });
    else {
      const name = roomName(read.data);
      if (name) names.set(`group:${read.data.room_id}`, name);
      reports.push({ report: ofEvent(read.data, source), pointer, fields: eventFields });
    }
  }
  for (const { pointer, value } of isList ? listOf(user_reports, "/user_reports") : single === "user" ? alone : []) {
    const read = UserReport.safeParse(value);
    if (read.success) reports.push({ report: ofUser(read.data, source), pointer, fields: userFields });
    else faulty.push({ pointer, faults: faultsOf(read.error.issues, value, pointer) });
  }
  return { reports, faulty, names };
};
