import { Webhook } from "standardwebhooks";
import { config } from "../../config";
import { read } from "../../read";
import { touch } from "../../touch";
import { post } from "../post";
import { nextAttemptAt } from "../rules";
import { sendJob } from "../rules-lane";
import {
  addJobs,
  deliveryById,
  enabledEndpoints,
  endpointById,
  headOfLane,
  insertDeliveries,
  outgoingById,
  putBack,
  queuedFor,
  saveAttempt,
} from "../store";
import { secretsOf } from "./endpoint";
import { bodyOf } from "./order";

/** Gives a message a place in the line of every endpoint that wants its type. Running it again changes nothing. */
export async function deliver(outgoingId: string, now: Date): Promise<void> {
  await touch(async (tx) => {
    const message = await outgoingById(tx, outgoingId);
    if (!message) return;
    const wanting = (await enabledEndpoints(tx)).filter(
      ({ types }) => types.length === 0 || types.includes(message.type),
    );
    await insertDeliveries(
      tx,
      message,
      wanting.map(({ id }) => id),
      now,
    );
    await addJobs(tx, (await queuedFor(tx, message.id)).map(sendJob));
  });
}

/**
 * Sends one delivery, signed with every secret in force, and records the attempt. When something about the same
 * subject is still waiting before it, it leaves its turn to that one; whoever ends, calls the next.
 */
export async function send(deliveryId: string, clock: () => Date): Promise<void> {
  const started = clock();
  const ready = await read(async (tx) => {
    const row = await deliveryById(tx, deliveryId);
    if (row?.state !== "queued") return null;
    const head = await headOfLane(tx, row.endpointId, row.subjectId);
    if (head?.id !== row.id) return null;
    const endpoint = await endpointById(tx, row.endpointId);
    const message = await outgoingById(tx, row.messageId);
    if (!endpoint || !message) return null;
    return { row, endpoint, message, secrets: await secretsOf(tx, endpoint, started) };
  });
  if (!ready) return;
  const { row, endpoint, message, secrets } = ready;
  if (!endpoint.enabled) return;

  const body = bodyOf(message);
  const attempt = await post(
    endpoint.url,
    {
      "user-agent": "Docket",
      "webhook-id": message.id,
      "webhook-timestamp": String(Math.floor(started.getTime() / 1_000)),
      "webhook-signature": secrets.map((secret) => new Webhook(secret).sign(message.id, started, body)).join(" "),
    },
    body,
    config().allowPrivateWebhooks,
  );

  const ended = clock();
  const attempts = row.attempts + 1;
  const again = attempt.ok ? null : nextAttemptAt(row.queuedAt, attempts, ended);
  await touch(async (tx) => {
    await saveAttempt(tx, row.id, {
      state: attempt.ok ? "delivered" : again ? "queued" : "failed",
      attempts,
      lastStatus: attempt.status,
      lastFailure: attempt.ok ? null : attempt.failure,
      deliveredAt: attempt.ok ? ended : null,
    });
    if (again) return putBack(tx, "send", row.id, again, ended);
    const next = await headOfLane(tx, row.endpointId, row.subjectId);
    if (next) await addJobs(tx, [sendJob({ ...row, id: next.id })]);
  });
}
