import { count, eq } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { caseRow, report } from "../../db/schema";
import { assert } from "../kernel/assert";

export async function reportByHash(tx: Reader, receiptHash: string): Promise<string | null> {
  const [row] = await tx.select({ id: report.id }).from(report).where(eq(report.receiptHash, receiptHash));
  return row?.id ?? null;
}

/** One report as it is told to whoever erases: where it is, and how many have the same reporter. */
export async function reportFiled(tx: Reader, id: string, reporterRef: string) {
  const [[row], [all]] = await Promise.all([
    tx
      .select({
        id: report.id,
        source: report.source,
        receivedAt: report.receivedAt,
        state: report.state,
        number: caseRow.number,
      })
      .from(report)
      .innerJoin(caseRow, eq(caseRow.id, report.caseId))
      .where(eq(report.id, id)),
    tx.select({ n: count() }).from(report).where(eq(report.reporterRef, reporterRef)),
  ]);
  assert(row, "a report that was found has no case");
  return { ...row, reports: all?.n ?? 0 };
}
