import { getTranslations } from "next-intl/server";
import { RulesPaper } from "@/components/policy/rules-paper";
import { publishedRules } from "@/server/policy/public";

export async function generateMetadata() {
  return { title: (await getTranslations("policy.rules"))("title") };
}

/** Made for each request: what is published changes without a build. */
export const dynamic = "force-dynamic";

export default async function RulesPage() {
  return <RulesPaper rules={await publishedRules()} />;
}
