import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PolicyScreen } from "@/components/policy/policy-screen";
import { VersionInput, VersionListInput } from "@/server/policy/contract";
import { caller } from "@/server/trpc/caller";
import { orNotFound, requirePage } from "@/server/trpc/page";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata() {
  return { title: (await getTranslations("policy"))("title") };
}

export default async function PoliciesPage({ searchParams }: Props) {
  await requirePage("policy.read");
  const { version, after } = await searchParams;
  const asked = VersionInput.partial().safeParse({ number: version === undefined ? undefined : Number(version) });
  const place = VersionListInput.safeParse({ cursor: after });
  if (!asked.success || !place.success) notFound();
  const { policy } = await caller();
  const [chosen, current, versions] = await Promise.all([
    orNotFound(policy.get(asked.data)),
    policy.get({}),
    policy.list(place.data).catch(() => notFound()),
  ]);
  return <PolicyScreen policy={chosen} newest={current.number} versions={versions} />;
}
