import type { OperatorActor } from "../../server/kernel/actor";
import { defaultDocument } from "../../server/policy/default";
import { hasPolicy, publishPolicy } from "../../server/policy/service";

/** The rules of an installation that has none yet: the default, published by the operator through the audited act. */
export async function seedPolicy(now: Date): Promise<void> {
  if (await hasPolicy()) return;
  const by: OperatorActor = { kind: "operator", command: "start" };
  await publishPolicy(by, { document: defaultDocument, draftedBy: "operator:start" }, now);
}
