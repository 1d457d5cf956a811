import * as z from "zod";
import { acceptedLanguage } from "../../messages/languages";
import { may } from "../access/matrix";
import { caseNumber } from "../cases/contract-words";
import { clock } from "../config";
import type { Api } from "../http/api";
import { checkMediaType, readBody } from "../http/body";
import { refuse as refuseRequest } from "../http/contract";
import { Refused } from "../kernel/refusal";
import { currentStaff } from "../staff/session";
import { FileName, fileBytesLimit, fileKinds } from "./contract";
import { downloadName, mediaTypes } from "./rules-attach";
import { assertMayAttach, attachFile, openAttached } from "./service/files";

const octets = "application/octet-stream";
/** Bodies that one process holds at once, and for how long it waits for one: nobody takes the places of others. */
const atOnce = 4;
const withinMs = 60_000;

const FileTaken = z
  .object({ type: z.enum(fileKinds), bytes: z.int(), sha256: z.string() })
  .meta({ id: "AppealFileTaken" });

/** Files that somebody attaches who appealed or objected, one a call: its bytes as the body, its name in the address. */
export function registerAppealFiles(api: Api): void {
  let running = 0;
  const take = async (token: string, name: string, request: Request, now: Date) => {
    checkMediaType(request, octets);
    await assertMayAttach(token, now);
    if (running >= atOnce) throw new Refused(refuseRequest("busy"));
    running++;
    try {
      const bytes = await readBody(request, fileBytesLimit, withinMs);
      const taken = await attachFile(token, name, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), now);
      return { body: { type: taken.kind, bytes: taken.bytes, sha256: taken.sha256 } };
    } finally {
      running--;
    }
  };
  const common = {
    method: "post",
    public: true,
    sends: "file",
    query: FileName,
    raw: { mediaType: octets, schema: z.string().meta({ format: "binary" }) },
    answer: { status: 201, description: "The file was received.", schema: FileTaken },
  } as const;
  const said = `PNG, JPEG, WebP, PDF or plain text, told by its bytes; at most ${fileBytesLimit} bytes, before the ruling.`;
  api.endpoint(
    {
      ...common,
      path: "/notices/{token}/appeal/files",
      summary: "Attaches a file to an appeal",
      description: `For whoever holds the address of the notice. ${said}`,
      params: z.object({ token: z.string().length(43) }),
    },
    ({ params, query, request, now }) => take(params.token, query.name, request, now),
  );
  api.endpoint(
    {
      ...common,
      path: "/reports/{receipt}/objection/files",
      summary: "Attaches a file to an objection",
      description: `For whoever holds the receipt of the report. ${said}`,
      params: z.object({ receipt: z.string().max(40) }),
    },
    ({ params, query, request, now }) => take(params.receipt, query.name, request, now),
  );
}

const FileAddress = z.object({ id: z.uuid(), file: z.uuid() });
type Parameters = { params: Promise<{ id: string; file: string }> };

/**
 * A file of an appeal for the officer who reviews it; that she opened it is in the log. Permission: `appeal.rule`. It
 * leaves as an attachment under a name of ours, and is nothing that a browser would run.
 */
export async function openAppealFile(request: Request, { params }: Parameters): Promise<Response> {
  const now = clock();
  const staff = await currentStaff(now);
  if (!staff) return new Response(null, { status: 401 });
  // A page of somebody else's may not make a browser open it, and so write an entry.
  if (!may(staff.roles, "appeal.rule") || request.headers.get("sec-fetch-site") === "cross-site")
    return new Response(null, { status: 403 });
  const asked = FileAddress.safeParse(await params);
  if (!asked.success) return new Response(null, { status: 404 });
  try {
    const opened = await openAttached(staff.actor, { appealId: asked.data.id, fileId: asked.data.file }, now);
    const name = downloadName(caseNumber(opened.caseNumber), opened.nth, opened.kind);
    return new Response(new Uint8Array(opened.bytes), {
      headers: {
        "content-type": mediaTypes[opened.kind],
        "content-length": String(opened.bytes.length),
        "content-disposition": `attachment; filename="${name}"`,
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
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
