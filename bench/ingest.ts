import { ok } from "./http";
import { load, type Measured, peakMiB } from "./measure";
import type { World } from "./world";

let made = 0;
const report = (subject: string) =>
  JSON.stringify({
    externalId: `bench-${process.pid}-${made++}`,
    subject: { type: "group", externalId: subject },
    category: "fraud_fake_trade",
    description: "转了定金就被移出群。",
    source: "in_app",
    reporter: { externalId: `reporter-${made % 5_000}` },
    evidence: [{ kind: "text", role: "reported", text: "先转定金，当天发货。", sentAt: "2026-11-01T03:00:00Z" }],
  });

/** `POST /api/v1/reports`, about a new subject each time and about a thousand known ones, by 1 and 16 clients. */
export async function ingest({ http, apiHeaders, watched }: World, seconds: number) {
  const post = async (subject: string) => ok(await http.send("POST", "/api/v1/reports", apiHeaders, report(subject)));
  await load(4, { count: 400, seconds: 10 }, (_, turn) => post(`known-${turn % 1_000}`));
  const measured: (Measured & { kind: "new" | "known"; clients: number })[] = [];
  for (const kind of ["new", "known"] as const)
    for (const clients of [1, 16])
      measured.push({
        kind,
        clients,
        ...(await load(
          clients,
          { count: 1e5, seconds },
          (_, turn) => post(kind === "new" ? `new-${clients}-${turn}` : `known-${turn % 1_000}`),
          watched,
        )),
      });
  return measured;
}

/** NDJSON of 10,000 lines, three times; memory of the server after each. */
export async function ingestBulk({ http, apiHeaders, watched }: World, lines: number) {
  const measured: { file: number; lines: number; reportsPerSecond: number; serverMiB: number | null }[] = [];
  for (let file = 0; file < 3; file++) {
    const body = Buffer.from(
      Array.from({ length: lines }, (_, at) => report(`bulk-${(file * lines + at) % 4_000}`)).join("\n"),
    );
    const once = await load(
      1,
      { count: 1, seconds: 300 },
      async () => {
        const answer = ok(
          await http.send(
            "POST",
            "/api/v1/reports/bulk",
            { ...apiHeaders, "content-type": "application/x-ndjson" },
            body,
          ),
        );
        const answered = answer.body.trim().split("\n").length;
        if (answered !== lines) throw new Error(`${answered} answers to ${lines} lines`);
      },
      watched,
    );
    measured.push({
      file: file + 1,
      lines,
      reportsPerSecond: once.rate * lines,
      serverMiB: watched.server ? peakMiB(watched.server) : null,
    });
  }
  return measured;
}
