import { after, day, plusMonths } from "../kernel/calendar";
import type { Leaf, MeasureKey, Policy } from "../policy/contract";
import { leafOf, measureGroundsOf } from "../policy/rules";
import type { SampleKey } from "./contract";
import type { NoticedMeasure, NoticeFacts } from "./rules-notice";

/** As long as the forms let them be: a group's name, the facts of a decision, items to put right, clauses of a decision, an office. */
const longest = { name: 200, facts: 2_000, items: 10, item: 300, clauses: 5, token: 43, office: 100 } as const;

const cycled = (sentence: string, length: number) =>
  sentence.repeat(Math.ceil(length / sentence.length)).slice(0, length);

type Shape = {
  readonly key: MeasureKey;
  readonly kind: "group" | "account";
  readonly days: number | null;
  readonly longestDays: number | null;
};

const shapes: Record<MeasureKey, Shape> = {
  warn: { key: "warn", kind: "account", days: null, longestDays: null },
  warn_and_rectify: { key: "warn_and_rectify", kind: "group", days: 7, longestDays: 14 },
  suspend_posting: { key: "suspend_posting", kind: "account", days: 7, longestDays: 3_650 },
  close_group: { key: "close_group", kind: "group", days: null, longestDays: null },
  lower_credit: { key: "lower_credit", kind: "account", days: 90, longestDays: 3_650 },
  suspend_management: { key: "suspend_management", kind: "account", days: 14, longestDays: 3_650 },
  revoke_founding: { key: "revoke_founding", kind: "account", days: 180, longestDays: 3_650 },
  blacklist: { key: "blacklist", kind: "account", days: 90, longestDays: 3_650 },
  remove_content: { key: "remove_content", kind: "account", days: null, longestDays: null },
};

/** The measures of each sample; `null` days where the measure has no end. */
const measuresOf: { readonly [Key in SampleKey]?: readonly Shape[] } = {
  revoke_founding_for_good: [{ ...shapes.revoke_founding, days: null, longestDays: null }],
  several: [shapes.suspend_posting, shapes.lower_credit, shapes.revoke_founding],
  after_appeal: [shapes.suspend_posting],
  provisional: [{ ...shapes.suspend_posting, kind: "group", days: 3, longestDays: 3 }],
  authority: [{ ...shapes.suspend_posting, kind: "group" }],
};

const isTimed = (key: MeasureKey) => key !== "warn_and_rectify" && key !== "blacklist";

function measureOf({ key, days: usual, longestDays }: Shape, isLongest: boolean, now: Date): NoticedMeasure {
  const days = isLongest ? longestDays : usual;
  const end = days === null ? null : after(now, days * day);
  const parameters: Record<string, unknown> = {};
  const named = end?.toISOString();
  if (key === "warn_and_rectify") parameters.dueAt = named;
  if (key === "blacklist") {
    parameters.reviewAt = named;
    parameters.functions = isLongest ? ["post", "found", "join", "manage"] : ["found"];
  }
  if (key === "lower_credit") parameters.to = "D";
  // One group only, so that the words for it are seen.
  if (key === "suspend_posting") parameters.scope = "one group";
  if (key === "suspend_management") parameters.groups = ["one group"];
  const items =
    key !== "warn_and_rectify"
      ? []
      : isLongest
        ? Array.from({ length: longest.items }, () => cycled("逐条写明须改正的事项及完成的标准。", longest.item))
        : ["删除违规公告", "核实管理员身份"];
  return { key, from: now, until: isTimed(key) ? end : null, days, items, parameters };
}

function clausesOf(policy: Policy, isLongest: boolean): readonly Leaf[] {
  const leaves = policy.document.taxonomy.flatMap(({ key }) => leafOf(policy, key) ?? []);
  // A mild one: nobody needs to read of the gravest while she words a text.
  if (!isLongest)
    return leaves.toSorted((a, b) => a.severity - b.severity || b.legal.length - a.legal.length).slice(0, 1);
  const length = ({ rule }: Leaf) => rule.zh.length + rule.en.length;
  return leaves.toSorted((a, b) => length(b) - length(a)).slice(0, longest.clauses);
}

const orderOf = (isLongest: boolean) => {
  const order = { office: "示例机关", number: "示例〔2026〕1 号" };
  return isLongest
    ? { office: cycled(order.office, longest.office), number: cycled(order.number, longest.office) }
    : order;
};

/**
 * What a sample notice is about: nobody and nothing real, but rules and limits that are.
 *
 * @param policy in force: its clauses are the real ones.
 * @param site   where this installation is: `https://docket.example`.
 */
export function sampleFacts(key: SampleKey, isLongest: boolean, policy: Policy, site: string, now: Date): NoticeFacts {
  const taken = measuresOf[key] ?? [shapes[key as MeasureKey]];
  const kind = taken[0]?.kind ?? "account";
  const clauses = clausesOf(policy, isLongest);
  const legal = [
    ...clauses.flatMap((leaf) => leaf.legal),
    ...taken.flatMap((shape) => measureGroundsOf(policy, kind, shape.key)),
  ];
  const name = kind === "group" ? "示例群组" : "示例用户";
  const facts = "此处写明认定的事实：时间、内容和经过。";
  return {
    subject: {
      kind,
      name: isLongest ? cycled(name, longest.name) : name,
      code: kind === "group" ? "G-0000-0000" : "A-0000-0000",
    },
    policyLabel: policy.document.label,
    clauses,
    legal: [...new Map(legal.map((citation) => [JSON.stringify(citation), citation])).values()],
    facts: isLongest ? cycled(facts, longest.facts) : facts,
    measures: taken.map((shape) => measureOf(shape, isLongest, now)),
    number: "C-000000",
    appeal:
      key === "after_appeal"
        ? null
        : {
            url: `${site}/appeal/${"0".repeat(longest.token)}`,
            until: plusMonths(now, policy.document.thresholds.appealMonths),
          },
    rulesUrl: `${site}/rules`,
    authority: key === "authority" ? orderOf(isLongest) : null,
    provisional: key === "provisional",
  };
}
