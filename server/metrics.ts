import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { Gauge, Registry } from "prom-client";
import { logStatus } from "./audit/status";
import { waitingByQueue } from "./cases/service/waiting";
import { clock, config } from "./config";
import { alertWords } from "./delivery/contract";
import { listEndpoints } from "./delivery/service/health";
import { failed, keyOf } from "./http/api";
import { refuse } from "./http/contract";
import { isFromThisMachine } from "./http/loopback";
import { observeRequests, processRegistry } from "./http/observed";
import { peerAddress } from "./http/peer";
import { spend } from "./http/rate";
import { serveApi } from "./http/serve";
import { Refused } from "./kernel/refusal";

/** Several scrapers at once cost the database one look in so many milliseconds. */
const keptMs = 2_000;
let kept: { readonly text: string; readonly untilMs: number } | undefined;

const secondsSince = (at: Date | null, now: Date) =>
  at ? Math.max(0, Math.round((now.getTime() - at.getTime()) / 1_000)) : 0;

/** What the database says of the whole installation, whichever process is asked: numbers, no names. */
async function installationFigures(now: Date): Promise<string> {
  const [queues, log, endpoints] = await Promise.all([waitingByQueue(now), logStatus(now), listEndpoints(now)]);
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) =>
    new Gauge({ name: `docket_${name}`, help, labelNames: [...labelNames], registers: [registry] });

  const waiting = gauge("cases_waiting", "Cases that wait, by queue; counted to 100,000.", ["queue"]);
  const late = gauge("cases_late", "Cases that wait past their due time, by queue; counted to 100,000.", ["queue"]);
  const oldest = gauge("cases_oldest_seconds", "Age of the case that waits longest, by queue.", ["queue"]);
  for (const each of queues) {
    waiting.set({ queue: each.queue }, each.waiting);
    late.set({ queue: each.queue }, each.late);
    oldest.set({ queue: each.queue }, each.oldestSeconds);
  }

  if (log) {
    gauge("log_size", "Leaves of the audit log.").set(log.size);
    gauge("log_pending", "Events that wait for their leaf; counted to 10,000.").set(log.pending);
    gauge("log_pending_seconds", "Age of the event that waits longest: grows when no sequencer is at work.").set(
      log.pendingAgeSeconds,
    );
    gauge("log_stopped", "1 while sequencing and signing have stopped because the log is broken.").set(
      log.stop ? 1 : 0,
    );
    gauge("log_unsigned_seconds", "Age of the oldest leaf that no signed checkpoint covers.").set(log.unsignedSeconds);
    gauge("log_sequenced_seconds", "Since the newest leaf was added.").set(secondsSince(log.lastSequencedAt, now));
  }

  const sum = (count: (each: (typeof endpoints)[number]) => number) =>
    endpoints.reduce((total, each) => total + count(each), 0);
  const deliveries = gauge(
    "deliveries",
    "Webhook messages not delivered: queued, failed after all retries, or overtaken (moot).",
    ["state"],
  );
  deliveries.set(
    { state: "queued" },
    sum(({ queued }) => queued),
  );
  deliveries.set(
    { state: "failed" },
    sum(({ failed: lost }) => lost),
  );
  deliveries.set(
    { state: "moot" },
    sum(({ moot }) => moot),
  );
  const lately = gauge(
    "deliveries_tried",
    "Webhook messages whose last attempt was in this span, by whether it was taken; the rate of failure is missed to all.",
    ["span", "taken"],
  );
  for (const span of ["hour", "day"] as const) {
    const missed = sum((each) => each[span].missed);
    lately.set({ span, taken: "no" }, missed);
    lately.set({ span, taken: "yes" }, sum((each) => each[span].tried) - missed);
  }
  gauge("endpoints_enabled", "Endpoints that are on; with none, orders wait.").set(
    sum(({ enabled }) => Number(enabled)),
  );
  const alerts = gauge("delivery_alerts", "Endpoints that are on and about which people are told, by reason.", [
    "reason",
  ]);
  for (const reason of alertWords)
    alerts.set(
      { reason },
      sum((each) => Number(each.alerts.includes(reason))),
    );
  const newest = Math.max(0, ...endpoints.map(({ lastDeliveredAt }) => lastDeliveredAt?.getTime() ?? 0));
  if (newest > 0)
    gauge("deliveries_last_taken_seconds", "Since a message was last taken.").set(secondsSince(new Date(newest), now));
  gauge("deliveries_oldest_seconds", "Age of the message that has waited longest for its endpoint.").set(
    Math.max(0, ...endpoints.map(({ oldestQueuedAt }) => secondsSince(oldestQueuedAt, now))),
  );
  return registry.metrics();
}

/**
 * The figures as Prometheus reads them: of this process, and of the installation. Answered to a request from this
 * machine itself, or with a key that has the scope `metrics:read`; to nobody else.
 *
 * @param peer the other end of the request's socket; undefined: unknown, so that only a key opens.
 */
export async function metricsAnswer(
  request: Request,
  peer: string | undefined,
  trustProxy: boolean,
  now: Date,
): Promise<Response> {
  try {
    if (!isFromThisMachine(peer, request.headers, trustProxy)) {
      const by = await keyOf(request, "metrics:read");
      const rate = spend(by.id);
      if (!rate.allowed) throw new Refused(refuse("rate", { limit: rate.limit }));
    }
    if (!kept || kept.untilMs <= performance.now())
      kept = { text: await installationFigures(now), untilMs: performance.now() + keptMs };
    const own = processRegistry();
    return new Response(`${await own.metrics()}\n${kept.text}`, {
      headers: {
        "content-type": own.contentType,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return failed(error, request, randomUUID(), {});
  }
}

/**
 * Serves /metrics alone, on this machine's own address: for a process without pages, as the worker.
 *
 * @returns the server, listening.
 */
export function serveMetrics(port: number): Promise<Server> {
  observeRequests();
  const answer = async (request: Request) =>
    new URL(request.url).pathname === "/metrics"
      ? metricsAnswer(request, peerAddress(), config().trustProxy, clock())
      : failed(new Refused(refuse("not_found")), request, randomUUID(), {});
  return serveApi(answer, { port, host: "127.0.0.1" });
}
