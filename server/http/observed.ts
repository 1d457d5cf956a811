import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { peers } from "./peer";

/** What this process counts of itself. */
type Observed = {
  readonly registry: Registry;
  readonly durations: Histogram<"route" | "method" | "status">;
  isListening: boolean;
};

/** One per process: the pages, the API and the start of the server are bundles of their own. */
const holder = globalThis as typeof globalThis & { docketObserved?: Observed };

function observed(): Observed {
  if (holder.docketObserved) return holder.docketObserved;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  holder.docketObserved = {
    registry,
    durations: new Histogram({
      name: "docket_http_request_duration_seconds",
      help: "Requests answered, by class of route: how many, and how long each took.",
      labelNames: ["route", "method", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    }),
    isListening: false,
  };
  return holder.docketObserved;
}

const apiRooms = ["reports", "intake", "groups", "accounts", "registry", "orders", "evidence", "log"];
const methods = ["GET", "HEAD", "POST", "PUT", "DELETE"];

/** The class of a path: a closed list of words, so that no visitor can make new ones. */
export function routeClassOf(path: string): string {
  const [, first = "", second = "", third = ""] = path.split(/[?#]/, 1)[0]?.split("/") ?? [];
  if (first === "_next" || /^(icon\.svg|favicon\.ico)$/.test(first)) return "static";
  if (/^(healthz|readyz|metrics)$/.test(first)) return "health";
  if (first !== "api") return "page";
  if (second === "trpc" || second === "auth") return second;
  return second === "v1" && apiRooms.includes(third) ? `api_${third}` : "api_other";
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse };

/**
 * Listens to every HTTP server of this process, below all frameworks: counts and times its answers, and keeps the
 * address of each request's socket, which the web's `Request` does not carry. Call it once, when the process begins.
 */
export function observeRequests(): void {
  const { durations } = observed();
  if (observed().isListening) return;
  observed().isListening = true;
  const began = new WeakMap<IncomingMessage, number>();
  subscribe("http.server.request.start", (message) => {
    const { request } = message as Exchange;
    began.set(request, performance.now());
    // What handles this request runs inside; the next request of the same connection enters its own.
    peers().enterWith(request.socket.remoteAddress);
  });
  subscribe("http.server.response.finish", (message) => {
    const { request, response } = message as Exchange;
    const startedMs = began.get(request);
    if (startedMs === undefined) return;
    const labels = {
      route: routeClassOf(request.url ?? ""),
      method: methods.includes(request.method ?? "") ? (request.method as string) : "other",
      status: `${Math.floor(response.statusCode / 100)}xx`,
    };
    durations.observe(labels, (performance.now() - startedMs) / 1000);
  });
}

/** Where this process's own figures are kept. */
export const processRegistry = (): Registry => observed().registry;
