import { NewReport } from "../cases/receive-contract";
import { createKey } from "../http/keys";
import type { Actor, KeyScope } from "../kernel/actor";
import { keyScopes, type OperatorActor, type Source, sources } from "../kernel/actor";
import { forgetNoticeSets } from "../notices/service/current";
import { publishBuiltIn } from "../notices/service/draft";
import { defaultDocument } from "../policy/default";
import { forgetPolicies, publishPolicy } from "../policy/service";

export const operator: OperatorActor = { kind: "operator", command: "test" };

/** Publishes the default rules in this file's database, without which no report is received, and the texts of notices. */
export async function publishDefault(now: Date): Promise<void> {
  forgetPolicies();
  await publishPolicy(operator, { document: defaultDocument, draftedBy: "operator:test" }, now);
  forgetNoticeSets();
  await publishBuiltIn(operator, now);
}

/** A key as a platform would hold it. */
export const makeKey = (
  now: Date,
  given: { readonly scopes?: readonly KeyScope[]; readonly sources?: readonly Source[]; readonly by?: Actor } = {},
): Promise<{ id: string; key: string }> =>
  createKey(
    given.by ?? operator,
    { name: "platform", scopes: given.scopes ?? keyScopes, sources: given.sources ?? sources },
    now,
  );

/** A well-formed report about a group; what is given replaces what it says. */
export const newReport = (given: Partial<NewReport> = {}): NewReport =>
  NewReport.parse({ subject: { type: "group", externalId: "group-1" }, source: "in_app", ...given });
