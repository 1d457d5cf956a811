import { acceptedLanguage } from "../../messages/languages";
import { may } from "../access/matrix";
import { clock } from "../config";
import { Refused } from "../kernel/refusal";
import { currentStaff } from "../staff/session";
import { ReferralInput } from "./contract";
import { downloadPackage } from "./service/seal";

type Parameters = { params: Promise<{ number: string }> };

/**
 * The package of a sealed referral, byte for byte as it was sealed; that it was taken is in the log. Permission:
 * `referral.prepare`. A refusal is a line of plain text in the reader's language.
 */
export async function downloadReferral(request: Request, { params }: Parameters): Promise<Response> {
  const now = clock();
  const staff = await currentStaff(now);
  if (!staff) return new Response(null, { status: 401 });
  if (!may(staff.roles, "referral.prepare")) return new Response(null, { status: 403 });
  const asked = ReferralInput.safeParse(await params);
  if (!asked.success) return new Response(null, { status: 404 });
  // A page of somebody else's may not make a browser take it, and so write an entry.
  if (request.headers.get("sec-fetch-site") === "cross-site") return new Response(null, { status: 403 });
  try {
    const { name, bytes } = await downloadPackage(staff.actor, asked.data, now);
    return new Response(new Uint8Array(bytes), {
      headers: {
        "content-type": "application/zip",
        "content-disposition": `attachment; filename="${name}"`,
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, sentence } = error.refusal;
    const language = staff.language ?? acceptedLanguage(request.headers.get("accept-language"));
    return new Response(`${language === "en" ? sentence.en : sentence.zh}\n`, {
      status,
      headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    });
  }
}
