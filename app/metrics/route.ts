import { clock, config } from "@/server/config";
import { peerAddress } from "@/server/http/peer";
import { metricsAnswer } from "@/server/metrics";

export const dynamic = "force-dynamic";

/** Prometheus text: to this machine itself, or to a key with the scope `metrics:read`. */
export const GET = (request: Request) => metricsAnswer(request, peerAddress(), config().trustProxy, clock());
