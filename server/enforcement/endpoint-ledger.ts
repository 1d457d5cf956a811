import { answerExport } from "../exports/answer";
import { LedgerFilter, ledgerFilterIn } from "./contract";
import { exportLedger } from "./service/export";

const filterOf = (search: Readonly<Record<string, string>>): LedgerFilter | null =>
  LedgerFilter.safeParse(ledgerFilterIn(search)).data ?? null;

/**
 * The ledger as a file: every row that the list shows under the filters of the address. Permission: `measure.export`.
 */
export const downloadLedger = (request: Request): Promise<Response> =>
  answerExport(request, "measure.export", filterOf, (filter, { by, format, language, now }) =>
    exportLedger(by, filter, format, language, now),
  );
