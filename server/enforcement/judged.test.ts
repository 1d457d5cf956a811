import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { evidence } from "../../db/schema";
import { receiveReports } from "../cases/service/receive";
import { read } from "../read";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { newReport, operator, publishDefault } from "../testing/reports";
import { evidenceCount, evidenceOf, hashesOf } from "./store-ground";

useDatabase();
const now = testNow();

beforeAll(async () => {
  await publishDefault(now);
  const about = (externalId: string, many: number) =>
    newReport({
      subject: { type: "group", externalId },
      evidence: Array.from({ length: many }, (_, nth) => ({
        kind: "text" as const,
        role: "reported" as const,
        text: `${externalId} ${nth}`,
      })),
    });
  await receiveReports(operator, [about("g-1", 5), about("g-2", 2)], now);
});

it("reads of a case's evidence what was judged, and counts the rest", async () => {
  await read(async (tx) => {
    const all = await tx.select().from(evidence);
    const ids = [...new Set(all.map(({ caseId }) => caseId))];
    expect(await Promise.all(ids.map((id) => evidenceCount(tx, id)))).toEqual(
      ids.map((id) => all.filter(({ caseId }) => caseId === id).length),
    );
    const [caseId = "", other = ""] = ids;
    const [one, two] = await evidenceOf(tx, caseId);
    const [foreign] = await evidenceOf(tx, other);
    const judged = [one?.id ?? "", two?.id ?? "", foreign?.id ?? "", randomUUID()];
    expect(await hashesOf(tx, caseId, judged)).toEqual(
      new Map([
        [one?.id, one?.sha256],
        [two?.id, two?.sha256],
      ]),
    );
    expect(await hashesOf(tx, caseId, [])).toEqual(new Map());
  });
});
