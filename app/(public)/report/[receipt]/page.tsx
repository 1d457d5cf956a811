import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ReportStatusSheet } from "@/components/intake/report-status";
import { reportProgress } from "@/server/cases/service/receipt";
import { Refused } from "@/server/kernel/refusal";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("intake.status"))("title"), robots: { index: false } };
}

const progressOf = async (receipt: string) => {
  try {
    return await reportProgress(decodeURIComponent(receipt));
  } catch (error) {
    if (error instanceof Refused || error instanceof URIError) notFound();
    throw error;
  }
};

export default async function ReportPage({ params }: { params: Promise<{ receipt: string }> }) {
  return <ReportStatusSheet progress={await progressOf((await params).receipt)} />;
}
