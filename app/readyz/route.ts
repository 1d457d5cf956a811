import { clock } from "@/server/config";
import { readinessAt } from "@/server/readiness";

export const dynamic = "force-dynamic";

/** Readiness: 200 when database, migrations and sequencer are as they should be, else 503 with what is not. */
export async function GET(): Promise<Response> {
  const readiness = await readinessAt(clock());
  const isReady = Object.values(readiness).every(Boolean);
  return Response.json(readiness, { status: isReady ? 200 : 503, headers: { "cache-control": "no-store" } });
}
