import { sql } from "drizzle-orm";
import type { Reader } from "../../db/client";
import { account, codeAllocation, group } from "../../db/schema";
import type { SubjectKind } from "../policy/contract";
import { foldCode } from "./rules";
import { texts } from "./store-subjects";

/** Subjects of one kind by what people write for them: a code (a former one too) or the platform's id. One index each. */
export async function idsNamed(tx: Reader, kind: SubjectKind, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const table = kind === "group" ? group : account;
  const codes = new Map(names.map((name) => [foldCode(name), name]));
  const [byExternalId, byCode] = await Promise.all([
    tx
      .select({ name: table.externalId, id: table.id })
      .from(table)
      .where(sql`${table.externalId} = any(${texts(names)})`),
    tx
      .select({ code: codeAllocation.code, id: codeAllocation.subjectId })
      .from(codeAllocation)
      .where(
        sql`${codeAllocation.code} = any(${texts([...codes.keys()])}) and ${codeAllocation.subjectKind} = ${kind}`,
      ),
  ]);
  return new Map([
    ...byCode.map(({ code, id }) => [codes.get(code) as string, id] as const),
    ...byExternalId.map(({ name, id }) => [name, id] as const),
  ]);
}
