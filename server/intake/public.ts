import type { ReportProgress } from "../cases/receive-contract";
import { reportProgress } from "../cases/service/receipt";
import { Refused } from "../kernel/refusal";

/** State and outcome of the report with this receipt, as it stands in an address; null when there is none. */
export async function findReport(inAddress: string, now: Date): Promise<ReportProgress | null> {
  try {
    return await reportProgress(decodeURIComponent(inAddress), now);
  } catch (error) {
    if (error instanceof Refused || error instanceof URIError) return null;
    throw error;
  }
}
