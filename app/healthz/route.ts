export const dynamic = "force-dynamic";

/** Liveness: this process answers. */
export const GET = () => Response.json({ alive: true }, { headers: { "cache-control": "no-store" } });
