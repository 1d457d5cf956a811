import { createHash } from "node:crypto";
import type { Reader } from "../../../db/client";
import { disclose } from "../../disclose";
import { decisionWith } from "../../enforcement/service/appealed";
import type { PublicActor, StaffActor } from "../../kernel/actor";
import { newId } from "../../kernel/id";
import { Refused } from "../../kernel/refusal";
import { openBytes, sealMany } from "../../privacy/seal";
import { read } from "../../read";
import { transact } from "../../transact";
import { type FileKind, refuse } from "../contract";
import { foundAt } from "../public";
import { attach, judged, mayAttach, openFile } from "../rules-attach";
import { type AppealRow, appealById, lockAppeal, saveAppeal, viewOf } from "../store";
import { type FileRow, fileById, filesOf, insertFile, insertPart, partsOf } from "../store-files";
import { isHashOnly, namePurpose } from "./attached";
import { reviewedOf } from "./queue";

const partPurpose = (fileId: string, ordinal: number) => `appeal_file:${fileId}:part:${ordinal}`;

/** The driver spells bytes in hex and in one statement. */
const partBytes = 262_144;

async function appealAt(tx: Reader, token: string, now: Date): Promise<{ row: AppealRow; isHashOnly: boolean }> {
  const found = await foundAt(tx, token, now);
  const decision = found?.filed && (await decisionWith(tx, found.filed.decisionId));
  if (!found?.filed || !decision) throw new Refused(refuse("missing_notice"));
  return { row: found.filed, isHashOnly: await isHashOnly(tx, found.filed, decision) };
}

/** May whoever holds this address attach a file? Asked before its bytes are taken. Refuses: as `attachFile`. */
export async function assertMayAttach(token: string, now: Date): Promise<void> {
  await read(async (tx) => {
    const { row, isHashOnly: closed } = await appealAt(tx, token, now);
    const refusal = mayAttach({ state: row.state, isHashOnly: closed, files: await filesOf(tx, row.id) });
    if (refusal) throw new Refused(refusal);
  });
}

export type Taken = { readonly kind: FileKind; readonly bytes: number; readonly sha256: string };

/**
 * Keeps a file beside an appeal, hashed as it arrived and sealed part by part.
 * Refuses: missing_notice, files_closed, files_hash_only, file_limit, file_same, file_empty, file_kind, file_pixels, erased.
 */
export async function attachFile(token: string, name: string, bytes: Buffer, now: Date): Promise<Taken> {
  const known = judged(bytes);
  if (!known.ok) throw new Refused(known.refusal);
  const by: PublicActor = { kind: "public", via: token.length === 43 ? "notice" : "receipt" };
  const file = {
    id: newId(now),
    kind: known.kind,
    bytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("hex"),
  };
  return transact(by, now, async (tx, settle) => {
    const at = await appealAt(tx, token, now);
    const row = await lockAppeal(tx, at.row.id);
    if (!row) throw new Refused(refuse("missing_notice"));
    const files = await filesOf(tx, row.id);
    const attachable = {
      ...row,
      case: { id: row.caseId, number: row.caseNumber },
      isHashOnly: at.isHashOnly,
      files,
    };
    const { next, eventId } = settle(attach(attachable, file, name));
    const { about } = row;
    const [sealedName] = await sealMany(tx, now, [{ about, purpose: namePurpose(file.id), value: name }]);
    await insertFile(tx, { ...file, appealId: row.id, nth: next.nth, name: sealedName as Buffer, at: now, eventId });
    for (let ordinal = 0; ordinal * partBytes < bytes.length; ordinal++) {
      const value = bytes.subarray(ordinal * partBytes, (ordinal + 1) * partBytes);
      const [sealed] = await sealMany(tx, now, [{ about, purpose: partPurpose(file.id, ordinal), value }]);
      await insertPart(tx, file.id, ordinal, sealed as Buffer);
    }
    await saveAppeal(tx, row.id, { version: next.version });
    return { kind: file.kind, bytes: file.bytes, sha256: file.sha256 };
  });
}

export type OpenedFile = Pick<FileRow, "kind" | "nth"> & { readonly caseNumber: number; readonly bytes: Buffer };

/**
 * Opens a file for the officer who reviews the appeal; the log says that she did.
 * Refuses: missing, missing_file, own_decision, own_subject, not_holder, view_first, file_erased.
 */
export async function openAttached(
  staff: StaffActor,
  input: { readonly appealId: string; readonly fileId: string },
  now: Date,
): Promise<OpenedFile> {
  const found = await read(async (tx) => {
    const row = await appealById(tx, input.appealId);
    const decision = row && (await decisionWith(tx, row.decisionId));
    if (!row || !decision) throw new Refused(refuse("missing"));
    const file = await fileById(tx, row.id, input.fileId);
    if (!file) throw new Refused(refuse("missing_file"));
    if (file.name.length === 0) throw new Refused(refuse("file_erased"));
    return { row, decision, file };
  });
  const { row, decision, file } = found;
  return disclose(
    staff,
    now,
    async (tx) => {
      const { appeal, by } = await reviewedOf(tx, row, decision, staff.id);
      const hasView = (await viewOf(tx, row.id, staff.id)) !== null;
      return openFile(appeal, by, hasView, file);
    },
    async (tx) => {
      const parts = await partsOf(tx, file.id);
      const opened = await openBytes(
        tx,
        parts.map(({ ordinal, sealed }) => ({
          about: row.about,
          purpose: partPurpose(file.id, ordinal),
          sealed,
        })),
      );
      if (opened.some((part) => part === null)) throw new Refused(refuse("file_erased"));
      const bytes = Buffer.concat(opened.filter((part) => part !== null));
      return { kind: file.kind, nth: file.nth, caseNumber: row.caseNumber, bytes };
    },
  );
}
