import { createHash } from "node:crypto";
import type { Tx } from "../../../db/client";
import { NewReport, type Received, receiveLimit } from "../../cases/receive-contract";
import { receiveReports } from "../../cases/service/receive";
import { isDemoMode } from "../../config";
import { readBody } from "../../http/body";
import { bodyLimitBytes, faultLimit, refuse as refuseHttp } from "../../http/contract";
import { faultsOf } from "../../http/faults";
import { parseJson } from "../../http/text";
import type { KeyActor, OperatorActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { type FieldFault, Refused } from "../../kernel/refusal";
import { seal } from "../../privacy/seal";
import { read } from "../../read";
import { looksLikeDocumentNumber } from "../../registry/rules";
import { type ConnectionFormat, refuse } from "../contract";
import type { Adapted, Adapter } from "../formats/format";
import { adaptSynapse } from "../formats/synapse";
import { insertPayload, openConnection } from "../store";

const adapters: Record<ConnectionFormat, Adapter> = { synapse: adaptSynapse };

/** Whence a payload comes: `id` is part of the origin of the external ids that it brings. */
export type Connected = {
  readonly id: string;
  readonly format: ConnectionFormat;
  readonly source: NewReport["source"];
};

export type Entry = {
  /** Where it stands in the payload: JSON pointer, empty for the whole. */
  readonly pointer: string;
  readonly externalId: string;
  readonly result: Received;
};
export type TakenPayload = {
  /** Of the bytes as they came, hex. */
  readonly sha256: string;
  readonly entries: readonly Entry[];
};

const refusedEntry = (pointer: string, faults: readonly FieldFault[], externalId = ""): Entry => ({
  pointer,
  externalId,
  result: { ok: false, refusal: refuse("payload", {}, faults) },
});

/** Faults of a report told where the payload holds them; of a field that comes from nowhere, at the entry. */
const within = ({ pointer, fields }: Pick<Adapted, "pointer" | "fields">, faults: readonly FieldFault[]) =>
  faults.map((fault) => ({ ...fault, pointer: `${pointer}${fields[fault.pointer] ?? ""}` }));

/** What an adapter made, checked by the schema that checks every other report. */
function adapted(format: ConnectionFormat, source: NewReport["source"], payload: unknown) {
  const { reports, faulty, names } = adapters[format](payload, source);
  const refused = faulty.map(({ pointer, faults }) => refusedEntry(pointer, faults));
  const sound = reports.flatMap((each) => {
    const { report, pointer } = each;
    const checked = NewReport.safeParse(report);
    if (checked.success) return [{ ...each, report: checked.data }];
    refused.push(refusedEntry(pointer, within(each, faultsOf(checked.error.issues, report)), report.externalId));
    return [];
  });
  return { sound, refused, names: new Map([...names].filter(([, name]) => !looksLikeDocumentNumber(name))) };
}

/**
 * Takes a payload of another system: keeps it, sealed and hashed, beside the reports it is mapped to. A payload that
 * was taken before gets the same answers.
 *
 * @param whole all its entries in one transaction or none; otherwise 500 in a transaction, and a refused entry harms
 *   no other.
 * @throws Refused for text that is not JSON; with `whole` for too_many and for the first refused entry.
 */
export async function takePayload(
  by: KeyActor | OperatorActor,
  connection: Connected,
  bytes: Uint8Array,
  now: Date,
  whole: boolean,
): Promise<TakenPayload> {
  const parsed = parseJson(bytes);
  if (!parsed.ok) throw new Refused(parsed.refusal);
  const { sound, refused, names } = adapted(connection.format, connection.source, parsed.value);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (whole) {
    const faults = refused.flatMap(({ result }) => (result.ok ? [] : result.refusal.fields));
    if (faults.length > 0) throw new Refused(refuse("payload", {}, faults.slice(0, faultLimit)));
    if (sound.length > receiveLimit) throw new Refused(refuse("too_many", { limit: receiveLimit }));
  }
  const payloadId = newId(now);
  let isKept = false;
  const keep = async (tx: Tx) => {
    if (isKept) return;
    const about = `payload:${payloadId}`;
    const sealed = await seal(tx, now, { about, purpose: about, value: Buffer.from(bytes).toString("utf8") });
    const { id: connectionId, format } = connection;
    await insertPayload(tx, { id: payloadId, connectionId, format, sha256, sealed, receivedAt: now });
  };
  const entries: Entry[] = [...refused];
  for (let from = 0; from < sound.length; from += receiveLimit) {
    const batch = sound.slice(from, from + receiveLimit);
    const received = await receiveReports(
      by,
      batch.map(({ report }) => report),
      now,
      { origin: `connection:${connection.id}`, payloadId, names, whole, alongside: keep },
    );
    if (received.some((each) => each.ok && !each.isReplay)) isKept = true;
    for (const [at, each] of batch.entries()) {
      const answer = received[at] as Received;
      const result: Received = answer.ok
        ? answer
        : { ok: false, refusal: { ...answer.refusal, fields: within(each, answer.refusal.fields) } };
      entries.push({ pointer: each.pointer, externalId: each.report.externalId ?? "", result });
    }
  }
  const first = entries.find(({ result }) => !result.ok && result.refusal.code !== "reports.together");
  if (whole && first && !first.result.ok) throw new Refused(first.result.refusal);
  return { sha256, entries };
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
  const found = await read((tx) => openConnection(tx, id, isDemoMode()));
  if (!found || found.format !== format) throw new Refused(refuse("unknown_connection", { format, connection: id }));
  if (found.keyId !== by.id && !by.sources.includes(found.source))
    throw new Refused(refuse("not_this_key", { connection: id }));
  const bytes = await readBody(request, bodyLimitBytes);
  if (bytes.byteLength === 0) throw new Refused(refuseHttp("empty"));
  return takePayload(by, { id, format: found.format as ConnectionFormat, source: found.source }, bytes, now, true);
}
