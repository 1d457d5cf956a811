import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NoticePaper } from "@/components/enforcement/notice-paper";
import { readNotice } from "@/server/enforcement/public";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("enforcement.notice");
  return { title: t("title"), robots: { index: false, follow: false, nocache: true }, referrer: "no-referrer" };
}

export default async function NoticePage({ params }: { params: Promise<{ token: string }> }) {
  const found = await readNotice((await params).token);
  if (!found) notFound();
  return <NoticePaper text={found.text} issuedAt={found.issuedAt} />;
}
