import type { Tx } from "../../../db/client";
import { caseDraft } from "../../../db/schema";
import type { StaffActor } from "../../kernel/actor";
import { Refused } from "../../kernel/refusal";
import { newDataKey, openWith, sealWith, unwrap } from "../../privacy/keyring";
import { read } from "../../read";
import { touch } from "../../touch";
import { type DraftInput, refuse } from "../contract";
import { dropDrafts, rowById } from "../store";
import { draftOf, draftsOf } from "../store-show";

// A draft carries its own wrapped key: it is gone with its row, and no key is made for a case that is never decided.
const about = (caseId: string, staffId: string) => `draft:${caseId}:${staffId}`;
const purpose = "words";

function sealed(name: string, text: string): Buffer {
  const { key, wrapped } = newDataKey(name);
  return Buffer.concat([Buffer.from([wrapped.length]), wrapped, sealWith(key, name, purpose, text)]);
}

function opened(name: string, bytes: Buffer): string {
  const end = 1 + (bytes[0] as number);
  return openWith(unwrap(name, bytes.subarray(1, end)), name, purpose, bytes.subarray(end));
}

/** Keeps somebody's words about a case, in place of those that she had. */
export async function putDraft(tx: Tx, caseId: string, staffId: string, text: string, now: Date): Promise<void> {
  const draft = sealed(about(caseId, staffId), text);
  await tx
    .insert(caseDraft)
    .values({ caseId, staffId, draft, savedAt: now })
    .onConflictDoUpdate({ target: [caseDraft.caseId, caseDraft.staffId], set: { draft, savedAt: now } });
}

/** The same, unless she has some. */
export async function leaveDraft(tx: Tx, caseId: string, staffId: string, text: string, now: Date): Promise<void> {
  if (!(await draftOf(tx, caseId, staffId))) await putDraft(tx, caseId, staffId, text, now);
}

/** Words about a case that was taken over by another go with it, to whoever has no others there. */
export async function moveDrafts(tx: Tx, from: string, into: string): Promise<void> {
  for (const { staffId, draft, savedAt } of await draftsOf(tx, from))
    await leaveDraft(tx, into, staffId, opened(about(from, staffId), draft), savedAt);
  await dropDrafts(tx, from);
}

/** Keeps the rail's unsaved words, with or without a claim: a lost lease loses no words. Refuses: missing. */
export const saveDraft = (by: StaffActor, input: DraftInput, now: Date): Promise<{ savedAt: Date }> =>
  touch(async (tx) => {
    if (!(await rowById(tx, input.caseId))) throw new Refused(refuse("missing"));
    await putDraft(tx, input.caseId, by.id, input.draft, now);
    return { savedAt: now };
  });

/** Her own draft of a case, or null. */
export const findDraft = (
  by: StaffActor,
  input: { readonly caseId: string },
): Promise<{ draft: string; savedAt: Date } | null> =>
  read(async (tx) => {
    const found = await draftOf(tx, input.caseId, by.id);
    return found && { draft: opened(about(input.caseId, by.id), found.draft), savedAt: found.savedAt };
  });
