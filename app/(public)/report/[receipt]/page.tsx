import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ReportStatusSheet } from "@/components/intake/report-status";
import { clock } from "@/server/config";
import { findReport } from "@/server/intake/public";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("intake.status");
  return { title: t("title"), robots: { index: false, follow: false, nocache: true }, referrer: "no-referrer" };
}

export default async function ReportPage({ params }: { params: Promise<{ receipt: string }> }) {
  const progress = await findReport((await params).receipt, clock());
  if (!progress) notFound();
  return <ReportStatusSheet progress={progress} />;
}
