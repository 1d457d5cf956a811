import * as z from "zod";
import { acceptedLanguage, isLanguage } from "../../messages/languages";
import { may } from "../access/matrix";
import { clock } from "../config";
import { Refused } from "../kernel/refusal";
import { currentStaff } from "../staff/session";
import { LedgerFilter, ledgerFilterIn, ledgerFormats } from "./contract";
import { exportLedger } from "./service/export";

const types = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

const Format = z.enum(ledgerFormats);

const plain = (status: number, text: string | null = null) =>
  new Response(text, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
  });

/**
 * The ledger as a file: every row that the list shows under the filters of the address. Permission: `measure.export`.
 * A filter that is none is a 400 and never the whole ledger. What another site's page asks for is refused: each export
 * is in the log under the name of whoever is signed in.
 */
export async function downloadLedger(request: Request): Promise<Response> {
  const now = clock();
  const staff = await currentStaff(now);
  if (!staff) return plain(401);
  if (!may(staff.roles, "measure.export") || request.headers.get("sec-fetch-site") === "cross-site") return plain(403);
  const search = Object.fromEntries(new URL(request.url).searchParams);
  const format = Format.safeParse(search.format);
  const filter = LedgerFilter.safeParse(ledgerFilterIn(search));
  if (!format.success || !filter.success) return plain(400);
  const language = isLanguage(search.language)
    ? search.language
    : acceptedLanguage(request.headers.get("accept-language"));
  try {
    const { name, file } = await exportLedger(staff.actor, filter.data, format.data, language, now);
    return new Response(file.stream(), {
      headers: {
        "content-type": types[format.data],
        "content-length": String(file.sizeBytes),
        "content-disposition": `attachment; filename="${name}"`,
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, sentence } = error.refusal;
    return plain(status, `${language === "en" ? sentence.en : sentence.zh}\n`);
  }
}
