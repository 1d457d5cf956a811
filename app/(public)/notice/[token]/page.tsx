import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AppealLink } from "@/components/appeals/appeal-panel";
import { NoticePaper } from "@/components/enforcement/notice-paper";
import { RectificationOwed } from "@/components/enforcement/rectification-owed";
import { ClientMessages } from "@/components/shell/client-messages";
import { clock } from "@/server/config";
import { owedBy, readNotice } from "@/server/enforcement/public";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("enforcement.notice");
  return { title: t("page"), robots: { index: false, follow: false, nocache: true }, referrer: "no-referrer" };
}

export default async function NoticePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const now = clock();
  const [found, owed] = await Promise.all([readNotice(token, now), owedBy(token, now)]);
  if (!found) notFound();
  return (
    <NoticePaper {...found}>
      {owed && (
        <ClientMessages of={["enforcement"]}>
          <RectificationOwed owed={owed} token={token} />
        </ClientMessages>
      )}
      {!found.isProvisional && <AppealLink token={token} />}
    </NoticePaper>
  );
}
