import { createHash } from "node:crypto";
import { NewReport, type Received } from "../../cases/receive-contract";
import { receiveReports } from "../../cases/service/receive";
import { readBody } from "../../http/body";
import { bodyLimitBytes, refuse as refuseHttp } from "../../http/contract";
import { faultsOf } from "../../http/faults";
import { parseJson } from "../../http/text";
import type { KeyActor, OperatorActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { type FieldFault, Refused } from "../../kernel/refusal";
import { seal } from "../../privacy/seal";
import { read } from "../../read";
import { looksLikeDocumentNumber } from "../../registry/rules";
import { type ConnectionFormat, payloadReports, refuse } from "../contract";
import type { Adapted, Adapter } from "../format";
import { adaptSynapse } from "../rules-synapse";
import { connectionById, insertPayload } from "../store";

const adapters: Record<ConnectionFormat, Adapter> = { synapse: adaptSynapse };

/** A connection in use: its name is the origin of the external ids that its payloads bring. */
export type Connected = {
  readonly id: string;
  readonly format: ConnectionFormat;
  readonly source: NewReport["source"];
};

export type TakenPayload = {
  /** Of the bytes as they came, hex. */
  readonly sha256: string;
  readonly received: readonly { readonly externalId: string; readonly result: Received }[];
};

const within = (pointer: string, faults: readonly FieldFault[]): FieldFault[] =>
  faults.map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` }));

/** Checks what an adapter made by the schema that checks every other report. */
function checkedReports(adapted: readonly Adapted[]): NewReport[] {
  const faults: FieldFault[] = [];
  const reports = adapted.flatMap(({ report, pointer }) => {
    const checked = NewReport.safeParse(report);
    if (checked.success) return [checked.data];
    faults.push(...faultsOf(checked.error.issues, report, pointer));
    return [];
  });
  if (faults.length > 0) throw new Refused(refuse("payload", {}, faults));
  return reports;
}

/**
 * Takes a payload of another system: keeps it, sealed and hashed, and maps it to reports, all in one transaction or
 * not at all. A payload that was taken before gets the same answers.
 * Refuses: text that is not JSON, payload (missing or wrong fields), too_many, and what a report is refused for.
 */
export async function takePayload(
  by: KeyActor | OperatorActor,
  connection: Connected,
  bytes: Uint8Array,
  now: Date,
): Promise<TakenPayload> {
  const parsed = parseJson(bytes);
  if (!parsed.ok) throw new Refused(parsed.refusal);
  const adaptation = adapters[connection.format](parsed.value, connection.source);
  if (!adaptation.ok) throw new Refused(refuse("payload", {}, adaptation.faults));
  if (adaptation.reports.length > payloadReports) throw new Refused(refuse("too_many", { limit: payloadReports }));
  const reports = checkedReports(adaptation.reports);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (reports.length === 0) return { sha256, received: [] };
  const payloadId = newId(now);
  const received = await receiveReports(by, reports, now, {
    origin: `connection:${connection.id}`,
    payloadId,
    names: new Map([...adaptation.names].filter(([, name]) => !looksLikeDocumentNumber(name))),
    whole: true,
    alongside: async (tx) => {
      const about = `payload:${payloadId}`;
      const sealed = await seal(tx, now, { about, purpose: about, value: Buffer.from(bytes).toString("utf8") });
      const { id: connectionId, format } = connection;
      await insertPayload(tx, { id: payloadId, connectionId, format, sha256, sealed, receivedAt: now });
    },
  });
  const refusedAt = received.findIndex((each) => !each.ok && each.refusal.code !== "reports.together");
  const refused = received[refusedAt];
  if (refused && !refused.ok) {
    const pointer = adaptation.reports[refusedAt]?.pointer ?? "";
    throw new Refused({ ...refused.refusal, fields: within(pointer, refused.refusal.fields) });
  }
  return {
    sha256,
    received: received.map((result, at) => ({ externalId: reports[at]?.externalId ?? "", result })),
  };
}

/**
 * Takes a payload over the API. The key must be the connection's own, or one that may state the connection's source.
 * Refuses: unknown_connection, not_this_key, and whatever `takePayload` does.
 */
export async function receivePayload(
  by: KeyActor,
  { format, connection: id }: { readonly format: string; readonly connection: string },
  request: Request,
  now: Date,
): Promise<TakenPayload> {
  const found = await read((tx) => connectionById(tx, id));
  if (!found || found.format !== format || found.revokedAt)
    throw new Refused(refuse("unknown_connection", { format, connection: id }));
  if (found.keyId !== by.id && !by.sources.includes(found.source))
    throw new Refused(refuse("not_this_key", { connection: id }));
  const bytes = await readBody(request, bodyLimitBytes);
  if (bytes.byteLength === 0) throw new Refused(refuseHttp("empty"));
  return takePayload(by, { id, format: found.format as ConnectionFormat, source: found.source }, bytes, now);
}
