import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { ErasuresScreen } from "@/components/retention/erasures-screen";
import { ReportInput } from "@/server/retention/contract";
import { caller } from "@/server/trpc/caller";
import { orRefusal, requirePage } from "@/server/trpc/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("retention.page"))("title") };
}

type Props = { searchParams: Promise<{ report?: string | string[] }> };

export default async function ErasuresPage({ searchParams }: Props) {
  await requirePage("erasure.propose");
  const call = await caller();
  const { report } = await searchParams;
  const overview = await call.retention.overview();
  const asked = ReportInput.safeParse({ id: report });
  const found = asked.success ? await orRefusal(call.retention.reporter(asked.data), await getLocale()) : null;
  return <ErasuresScreen overview={overview} found={found} />;
}
