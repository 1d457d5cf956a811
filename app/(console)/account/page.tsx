import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OwnAccount } from "@/components/staff/own-account";
import { chooseLanguageAction, choosePasswordAction } from "@/server/staff/actions";
import { requireViewer } from "@/server/trpc/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("staff.account"))("title") };
}

export default async function AccountPage() {
  const viewer = await requireViewer();
  return <OwnAccount viewer={viewer} choosePassword={choosePasswordAction} chooseLanguage={chooseLanguageAction} />;
}
