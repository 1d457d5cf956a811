import { closePools } from "../db/client";
import { startAppealTimers } from "../server/appeals/worker";
import { startSequencer } from "../server/audit/sequencer";
import { startSigner } from "../server/audit/signer";
import { startCaseTimers } from "../server/cases/worker";
import { ConfigError, config } from "../server/config";
import { startDelivery, startRelay, startStuckWatch } from "../server/delivery/worker";
import { startDeadlines, startExpiry } from "../server/enforcement/worker";
import { startPeriods } from "../server/filings/worker";
import { startForgetting } from "../server/http/worker";
import { startIncidents } from "../server/incidents/worker";
import { log } from "../server/log";
import type { Loop } from "../server/loop";
import { serveMetrics } from "../server/metrics";
import { startErasedList } from "../server/retention/worker";

/** The worker: everything that goes on without a person. Several may run at once; each loop bears that. */
const starters: readonly (() => Promise<Loop> | Loop)[] = [
  startSequencer,
  startSigner,
  startRelay,
  startDelivery,
  startStuckWatch,
  startCaseTimers,
  startExpiry,
  startDeadlines,
  startIncidents,
  startAppealTimers,
  startPeriods,
  startForgetting,
  startErasedList,
];

/** A loop that does not end within this is cut off: whatever it was doing is done again by the next worker. */
const stopLimitMs = 4_000;

/** The worker's own figures, where an operator wants them. Without the port, which another worker may have, it works on. */
async function offerMetrics(): Promise<void> {
  const { workerMetricsPort: port } = config();
  if (port === null) return;
  const server = await serveMetrics(port).catch((error: unknown) => {
    log().warn({ err: error, port }, "the worker cannot serve its metrics");
    return null;
  });
  server?.unref();
}

async function main(): Promise<void> {
  config();
  await offerMetrics();
  const loops = await Promise.all(starters.map((start) => start()));
  log().info({ loops: loops.map((loop) => loop.name) }, "the worker has started");
  const idle = setInterval(() => undefined, 60_000);
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    await Promise.all(loops.map((loop) => loop.stop()));
    await closePools();
    clearInterval(idle);
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) console.error(error.message);
  else log().fatal({ err: error }, "the worker cannot start");
  process.exit(1);
});
