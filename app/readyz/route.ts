import { clock } from "@/server/config";
import { readinessAt } from "@/server/readiness";

export const dynamic = "force-dynamic";

/** Readiness: 200 when database, migrations and sequencer are as they should be, else 503 with what is not. A stopped log is told beside. */
export async function GET(): Promise<Response> {
  const { isReady, ...readiness } = await readinessAt(clock());
  return Response.json(readiness, { status: isReady ? 200 : 503, headers: { "cache-control": "no-store" } });
}
