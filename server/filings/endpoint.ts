import { may } from "../access/matrix";
import { clock } from "../config";
import { Refused } from "../kernel/refusal";
import { currentStaff } from "../staff/session";
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

type Parameters = { params: Promise<{ number: string; kind: string }> };

/** A file of a sealed filing, byte for byte as it was sealed. Permission: `filing.list`. */
export async function downloadFile(_request: Request, { params }: Parameters): Promise<Response> {
  const staff = await currentStaff(clock());
  if (!staff) return new Response(null, { status: 401 });
  if (!may(staff.roles, "filing.list")) return new Response(null, { status: 403 });
  const { number, kind } = await params;
  const known = fileKinds.find((item) => item === kind);
  const asked = FilingNumber.safeParse({ number });
  if (!known || !asked.success) return new Response(null, { status: 404 });
  try {
    const file = await getFile(asked.data.number, known);
    return new Response(new Uint8Array(file.bytes), {
      headers: {
        "content-type": types[known] as string,
        "content-disposition": `attachment; filename="${file.name}"`,
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    if (error instanceof Refused) return new Response(null, { status: error.refusal.status });
    throw error;
  }
}
