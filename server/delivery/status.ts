import type { AlertWord } from "./contract";
import { listEndpoints } from "./service/health";

export type DeliveryAlert = { readonly host: string; readonly alerts: readonly AlertWord[] };

/** Every page asks; endpoints are looked at once in so many milliseconds. */
const keptMs = 10_000;
let kept: { readonly alerts: Promise<DeliveryAlert[]>; readonly untilMs: number } | undefined;

/** Endpoints that people must look at now, by host: a path may hold a secret of the platform's. */
export async function deliveryAlerts(now: Date): Promise<DeliveryAlert[]> {
  if (!kept || kept.untilMs <= performance.now()) {
    const alerts = listEndpoints(now).then((rows) =>
      rows.flatMap((row) => (row.alerts.length > 0 ? [{ host: new URL(row.url).host, alerts: row.alerts }] : [])),
    );
    kept = { alerts, untilMs: performance.now() + keptMs };
    // What failed is asked again by the next page.
    alerts.catch(() => {
      kept = undefined;
    });
  }
  return kept.alerts;
}
