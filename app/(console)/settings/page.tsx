import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { SettingsIndex } from "@/components/staff/settings-index";
import release from "@/package.json";
import type { Permission } from "@/server/access/matrix";
import { logStatus } from "@/server/audit/status";
import { caller, pageContext } from "@/server/trpc/caller";
import { requirePage } from "@/server/trpc/page";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("staff.settings"))("title") };
}

export default async function SettingsPage() {
  const { permissions } = await requirePage("settings.open");
  const ask = await caller();
  const ifMay = <T,>(permission: Permission, question: () => Promise<T>) =>
    permissions.includes(permission) ? question() : null;
  const [staff, keys, connections, endpoints, notices, erasures, log] = await Promise.all([
    ifMay("staff.list", () => ask.staff.list({})),
    ifMay("key.manage", () => ask.keys.list()),
    ifMay("connection.manage", () => ask.connections.list()),
    ifMay("delivery.list", () => ask.delivery.endpoints()),
    ifMay("notices.read", () => ask.notices.standing()),
    ifMay("erasure.propose", () => ask.retention.overview()),
    logStatus((await pageContext()).now),
  ]);
  return (
    <SettingsIndex
      {...{ permissions, staff, keys, connections, endpoints, notices, erasures, log }}
      version={release.version}
    />
  );
}
