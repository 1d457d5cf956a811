import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SettingsIndex } from "@/components/staff/settings-index";
import { requirePage } from "@/server/trpc/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("staff.settings"))("title") };
}

export default async function SettingsPage() {
  const viewer = await requirePage("settings.open");
  return <SettingsIndex permissions={viewer.permissions} />;
}
