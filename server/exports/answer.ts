import * as z from "zod";
import { acceptedLanguage, isLanguage, type Language } from "../../messages/languages";
import { may, type Permission } from "../access/matrix";
import { clock } from "../config";
import type { StaffActor } from "../kernel/actor";
import { Refused } from "../kernel/refusal";
import { currentStaff } from "../staff/session";
import { type ExportFormat, exportFormats } from "./contract";
import type { ExportedFile } from "./service";

const types = {
  csv: "text/csv; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

const Format = z.enum(exportFormats);

const plain = (status: number, text: string | null = null) =>
  new Response(text, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
  });

/** Who asks for which file, in whose words, when. */
export type ExportRequest = {
  readonly by: StaffActor;
  readonly format: ExportFormat;
  readonly language: Language;
  readonly now: Date;
};

/**
 * Answers who asks for an export with its file, or with why not. What another site's page asks for is refused: each
 * export is in the log under the name of whoever is signed in.
 *
 * @param parse which rows the address asks for; null is a 400, so that a filter that is none is never the whole table.
 */
export async function answerExport<Asked>(
  request: Request,
  permission: Permission,
  parse: (search: Readonly<Record<string, string>>) => Asked | null,
  make: (asked: Asked, given: ExportRequest) => Promise<ExportedFile>,
): Promise<Response> {
  const now = clock();
  const staff = await currentStaff(now);
  if (!staff) return plain(401);
  if (!may(staff.roles, permission) || request.headers.get("sec-fetch-site") === "cross-site") return plain(403);
  const search = Object.fromEntries(new URL(request.url).searchParams);
  const format = Format.safeParse(search.format);
  const asked = parse(search);
  if (!format.success || asked === null) return plain(400);
  const language = isLanguage(search.language)
    ? search.language
    : acceptedLanguage(request.headers.get("accept-language"));
  try {
    const { name, file } = await make(asked, { by: staff.actor, format: format.data, language, now });
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
