import { may } from "../access/matrix";
import { clock } from "../config";
import { Refused } from "../kernel/refusal";
import { currentStaff } from "../staff/session";
import { openBundle } from "./bundle/open";
import { FilingNumber, fileKinds } from "./contract";
import { getFile } from "./service";

const types: Readonly<Record<string, string>> = {
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  pdf: "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  csv: "text/csv; charset=utf-8",
  figures: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
  manifest: "application/json; charset=utf-8",
};

/** A seal is signed within ten seconds; whoever asks for its bundle at once waits for that. */
const signatureMs = 20_000;

/** The name under which the bundle is downloaded, beside the kinds of files. */
const bundle = "bundle";

const download = (name: string, type: string, body: BodyInit) =>
  new Response(body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="${name}"`,
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
    },
  });

/** A stream that makes the next piece when somebody takes it. */
const streamOf = (pieces: AsyncGenerator<Uint8Array>) =>
  new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });

type Parameters = { params: Promise<{ number: string; kind: string }> };

/**
 * A file of a sealed filing, byte for byte as it was sealed, or its bundle. Permission: `filing.list`.
 * A bundle that has to wait for the log's signature is a 409 with the reason in plain text.
 */
export async function downloadFile(request: Request, { params }: Parameters): Promise<Response> {
  const now = clock();
  const staff = await currentStaff(now);
  if (!staff) return new Response(null, { status: 401 });
  if (!may(staff.roles, "filing.list")) return new Response(null, { status: 403 });
  const { number, kind } = await params;
  const known = fileKinds.find((item) => item === kind);
  const asked = FilingNumber.safeParse({ number });
  if (!(known || kind === bundle) || !asked.success) return new Response(null, { status: 404 });
  try {
    if (!known) {
      const { name, pieces } = await openBundle(asked.data.number, now, signatureMs);
      return download(name, "application/zip", streamOf(pieces));
    }
    const file = await getFile(asked.data.number, known);
    return download(file.name, types[known] as string, streamOf(file.pieces));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { status, sentence } = error.refusal;
    const isChinese = (request.headers.get("accept-language") ?? "").startsWith("zh");
    return new Response(`${isChinese ? sentence.zh : sentence.en}\n`, {
      status,
      headers: { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" },
    });
  }
}
