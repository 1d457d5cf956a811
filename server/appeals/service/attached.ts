import type { Reader } from "../../../db/client";
import type { DecisionRow } from "../../enforcement/service/appealed";
import { leafOf } from "../../policy/rules";
import { policyAt } from "../../policy/service";
import { openMany } from "../../privacy/seal";
import type { AttachedFile } from "../contract";
import { type AppealRow, caseCategory } from "../store";
import { filesOf } from "../store-files";

/** What the name of a file is sealed for: it opens for nothing else. */
export const namePurpose = (fileId: string) => `appeal_file:${fileId}:name`;

/** Is the case about material that goes by hash only? By its category, and by what its decision cites. */
export async function isHashOnly(tx: Reader, row: Pick<AppealRow, "caseId">, decision: DecisionRow): Promise<boolean> {
  const policy = await policyAt(decision.policyNumber);
  const category = await caseCategory(tx, row.caseId);
  return [...decision.clauses, ...(category ? [category] : [])].some((key) => leafOf(policy, key)?.hashOnly === true);
}

/** The files of an appeal with their names, opened for who attached them or for who has her view noted. */
export async function attachedTo(tx: Reader, row: Pick<AppealRow, "id" | "about">): Promise<AttachedFile[]> {
  const rows = await filesOf(tx, row.id);
  const kept = rows.filter(({ name }) => name.length > 0);
  const names = await openMany(
    tx,
    kept.map(({ id, name }) => ({ about: row.about, purpose: namePurpose(id), sealed: name })),
  );
  return rows.map((each) => ({
    id: each.id,
    kind: each.kind,
    bytes: each.bytes,
    sha256: each.sha256,
    name: names[kept.indexOf(each)] ?? null,
    at: each.at,
  }));
}
