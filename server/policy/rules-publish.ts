import { createHash } from "node:crypto";
import { may } from "../access/matrix";
import type { OperatorActor, StaffActor } from "../kernel/actor";
import { actorRef } from "../kernel/actor";
import { canonicalBytes, type Json } from "../kernel/json";
import type { FieldFault } from "../kernel/refusal";
import { denied, type Verdict } from "../kernel/verdict";
import { type Ladder, type Policy, type PolicyDocument, refuse, severities } from "./contract";

/** SHA-256 of a document's RFC 8785 bytes, hex: how a version is recognised. */
export const documentSha256 = (document: PolicyDocument): string =>
  createHash("sha256")
    .update(canonicalBytes(document as unknown as Json))
    .digest("hex");

const fault = (pointer: string, zh: string, en: string): FieldFault => ({ pointer, reason: { zh, en } });

function taxonomyFaults({ taxonomy }: PolicyDocument): FieldFault[] {
  const found: FieldFault[] = [];
  const byKey = new Map(taxonomy.map((category) => [category.key, category]));
  const parents = new Set(taxonomy.map((category) => category.parent));
  const clauses = new Set<string>();
  const keys = new Set<string>();
  taxonomy.forEach((category, index) => {
    const at = `/taxonomy/${index}`;
    if (keys.has(category.key)) found.push(fault(`${at}/key`, "代号重复", "This key is used twice"));
    keys.add(category.key);
    if (clauses.has(category.clause)) found.push(fault(`${at}/clause`, "条款号重复", "This clause is used twice"));
    clauses.add(category.clause);
    const seen = new Set<string>([category.key]);
    for (let up = category.parent; up !== null; up = byKey.get(up)?.parent ?? null) {
      if (!byKey.has(up) || seen.has(up) || seen.size > 4) {
        found.push(fault(`${at}/parent`, "上级类别不存在、循环或过深", "The parent is missing, circular or too deep"));
        break;
      }
      seen.add(up);
    }
    const isBranch = parents.has(category.key);
    if (isBranch !== (category.severity === null))
      found.push(
        fault(
          `${at}/severity`,
          "末级类别须有严重程度，上级类别不得有",
          "Leaves have a severity and branches have none",
        ),
      );
  });
  return found;
}

function ladderFaults(ladder: Ladder, at: string): FieldFault[] {
  const found: FieldFault[] = [];
  const width = ladder.steps[0]?.length ?? 0;
  ladder.steps.forEach((row, severity) => {
    const milder = ladder.steps[severity - 1];
    if (row.length !== width)
      found.push(fault(`${at}/steps/${severity}`, "各行长度须相同", "All rows need the same length"));
    row.forEach((step, strikes) => {
      const pointer = `${at}/steps/${severity}/${strikes}`;
      if (step >= ladder.rungs.length) found.push(fault(pointer, "没有这一级", "There is no such rung"));
      if (step < (row[strikes - 1] ?? 0) || step < (milder?.[strikes] ?? 0))
        found.push(
          fault(pointer, "违规次数或严重程度增加时不得降级", "More strikes or a graver clause may not be milder"),
        );
    });
  });
  return found;
}

const ascends = (numbers: readonly number[]) => numbers.every((n, at) => at === 0 || n > (numbers[at - 1] as number));

function gradingFaults({ grading }: PolicyDocument): FieldFault[] {
  const found: FieldFault[] = [];
  for (const name of ["memberBands", "messageBands"] as const)
    if (!ascends(grading[name])) found.push(fault(`/grading/${name}`, "须递增", "Must ascend"));
  const isShaped =
    grading.matrix.length === grading.memberBands.length + 1 &&
    grading.matrix.every((row) => row.length === grading.messageBands.length + 1);
  if (!isShaped) found.push(fault("/grading/matrix", "行列数与分档不符", "Rows and columns do not fit the bands"));
  const isMonotone = grading.matrix.every((row, r) =>
    row.every((cell, c) => cell >= (row[c - 1] ?? 1) && cell >= (grading.matrix[r - 1]?.[c] ?? 1)),
  );
  if (!isMonotone)
    found.push(
      fault("/grading/matrix", "规模或活跃度增加时不得降级", "A larger or busier group may not get a lower grade"),
    );
  return found;
}

/** What a well-formed document gets wrong in its sense; empty when nothing. Each fault names its place. */
export function documentFaults(document: PolicyDocument): FieldFault[] {
  const found = [
    ...taxonomyFaults(document),
    ...ladderFaults(document.ladder.group, "/ladder/group"),
    ...ladderFaults(document.ladder.account, "/ladder/account"),
    ...gradingFaults(document),
  ];
  const minutes = document.sla.minutesBySeverity;
  for (const severity of severities)
    if (severity > 0 && (minutes[severity] as number) > (minutes[severity - 1] as number))
      found.push(
        fault(`/sla/minutesBySeverity/${severity}`, "越严重时限不得越长", "A graver clause may not be due later"),
      );
  const queues = new Set(document.queues.map((queue) => queue.key));
  if (queues.size < document.queues.length) found.push(fault("/queues", "队列代号重复", "A queue is listed twice"));
  const categories = new Set(document.taxonomy.map((category) => category.key));
  document.routing.rules.forEach(({ when, queue }, index) => {
    if (!queues.has(queue))
      found.push(fault(`/routing/rules/${index}/queue`, "没有这个队列", "There is no such queue"));
    if (when.categories?.some((key) => !categories.has(key)))
      found.push(fault(`/routing/rules/${index}/when/categories`, "没有这个类别", "There is no such category"));
  });
  if (!queues.has(document.routing.default))
    found.push(fault("/routing/default", "没有这个队列", "There is no such queue"));
  return found;
}

export type PublishPolicy = {
  readonly document: PolicyDocument;
  /** Reference of whoever drafted it, as the log writes it: `staff:<id>`, `operator:<command>`. */
  readonly draftedBy: string;
};

/** What stands when a version is about to be published. */
export type PublishingState = {
  /** Number of the last version, 0 before the first. */
  readonly last: number;
  /** Number of a version with the same document. */
  readonly same: number | null;
};

/**
 * Publishes a version, effective at once. Drafted by one, published by another; the operator may publish the first
 * one alone, and the entry says so. Refuses: not_allowed, own_draft, not_first, invalid, unchanged.
 */
export function publish(
  state: PublishingState,
  by: StaffActor | OperatorActor,
  { document, draftedBy }: PublishPolicy,
  now: Date,
): Verdict<Policy> {
  if (by.kind === "staff") {
    if (!may(by.roles, "policy.publish")) return denied(refuse("not_allowed"));
    if (draftedBy === actorRef(by)) return denied(refuse("own_draft"));
  } else if (state.last > 0) return denied(refuse("not_first"));
  const faults = documentFaults(document);
  if (faults.length > 0) return denied(refuse("invalid", {}, faults.slice(0, 50)));
  if (state.same !== null) return denied(refuse("unchanged", { number: state.same }));
  const number = state.last + 1;
  const sha256 = documentSha256(document);
  return {
    ok: true,
    next: { number, label: document.label, sha256, document, effectiveFrom: now },
    entry: {
      kind: "policy",
      action: "policy.published",
      subject: { kind: "policy", id: "platform-rules", version: number },
      pub: { number, label: document.label, sha256, draftedBy, atFirstStart: by.kind === "operator" },
    },
    effects: [],
  };
}
