import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AppealPanel } from "@/components/appeals/appeal-panel";
import { NoticePaper } from "@/components/enforcement/notice-paper";
import { PublicSheet } from "@/components/intake/public-sheet";
import { readAppeal } from "@/server/appeals/public";
import { clock } from "@/server/config";

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("appeals.page");
  return { title: t("title"), robots: { index: false, follow: false, nocache: true }, referrer: "no-referrer" };
}

/** Of an affected person under her notice; of a reporter, whose receipt stands in the address, by itself. */
export default async function AppealPage({ params }: Props) {
  const { token } = await params;
  const page = await readAppeal(token, clock());
  if (!page) notFound();
  const panel = <AppealPanel page={page} token={decodeURIComponent(token)} />;
  if (!page.notice) return <PublicSheet>{panel}</PublicSheet>;
  return <NoticePaper {...page.notice}>{panel}</NoticePaper>;
}
