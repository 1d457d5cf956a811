import { Webhook } from "standardwebhooks";
import { config } from "../../config";
import { after, second } from "../../kernel/calendar";
import { read } from "../../read";
import { touch } from "../../touch";
import { post } from "../post";
import { nextAttemptAt } from "../rules";
import { sendJob } from "../rules-lane";
import { addJobs, headOfLane, putBack, readyDelivery, saveAttempt } from "../store";
import { secretsOf } from "./endpoint";
import { bodyOf } from "./order";

/** One job goes on along its line no longer than this, so that nobody takes it for dead. */
const jobSeconds = 15;

/**
 * Sends one delivery, signed with every secret in force, and records the attempt.
 *
 * @returns the next in its line; null when there is none, when this one must be tried again, or when something before
 * it is still waiting: whoever ends that one goes on from there.
 */
async function sendOne(deliveryId: string, clock: () => Date): Promise<string | null> {
  const started = clock();
  const ready = await read(async (tx) => {
    const found = await readyDelivery(tx, deliveryId);
    return found && { ...found, secrets: await secretsOf(tx, found.endpoint, started) };
  });
  if (!ready) return null;
  const { delivery, endpoint, message, secrets } = ready;
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
  const attempts = delivery.attempts + 1;
  const again = attempt.ok ? null : nextAttemptAt(delivery.queuedAt, attempts, ended);
  return touch(async (tx) => {
    await saveAttempt(tx, delivery.id, {
      state: attempt.ok ? "delivered" : again ? "queued" : "failed",
      attempts,
      lastStatus: attempt.status,
      lastFailure: attempt.ok ? null : attempt.failure,
      deliveredAt: attempt.ok ? ended : null,
      attemptedAt: ended,
    });
    if (again) {
      await putBack(tx, "send", delivery.id, again, ended);
      return null;
    }
    const next = await headOfLane(tx, delivery.endpointId, delivery.subjectId);
    // The job runner keeps the next one's place, whatever becomes of this process.
    if (next) await addJobs(tx, [sendJob({ ...delivery, id: next.id })]);
    return next?.id ?? null;
  });
}

/** Sends a delivery and those that wait behind it in its line. */
export async function send(deliveryId: string, clock: () => Date): Promise<void> {
  const until = after(clock(), jobSeconds * second);
  for (let next: string | null = deliveryId; next !== null && clock() < until; ) next = await sendOne(next, clock);
}
