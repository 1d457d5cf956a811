import type { MeasureKey } from "../policy/contract";
import { measurePhrase } from "../policy/rules-words";
import { policyAt } from "../policy/service";
import type { Glossary } from "./canonical";

const groupCategories: Readonly<Record<string, string>> = {
  family: "亲友",
  interest: "兴趣",
  study: "学习",
  work: "工作",
  business: "商业",
  public: "公共",
};

/** The words of the papers: measures from the glossary of enforcement, clauses from the policy versions that decisions pinned. */
export async function glossary(policyNumbers: readonly number[]): Promise<Glossary> {
  const versions = new Map(
    await Promise.all([...new Set(policyNumbers)].map(async (number) => [number, await policyAt(number)] as const)),
  );
  return {
    measure: (key) => measurePhrase({ key: key as MeasureKey, days: null }),
    groupCategory: (key) => (key === null ? "" : (groupCategories[key] ?? key)),
    clause: (number, key) => {
      const policy = versions.get(number);
      const leaf = policy?.document.taxonomy.find((category) => category.key === key || category.clause === key);
      return { name: leaf?.names.zh ?? key, clause: leaf?.clause ?? key, label: `平台公约${policy?.label ?? ""}版` };
    },
  };
}
