import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AccessTable } from "@/components/access/access-table";
import { requirePage } from "@/server/trpc/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("access"))("title") };
}

export default async function AccessPage() {
  await requirePage("staff.list");
  return <AccessTable />;
}
