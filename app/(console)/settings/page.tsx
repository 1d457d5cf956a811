import { SettingsIndex } from "@/components/staff/settings-index";
import { requirePage } from "@/server/trpc/page";

export default async function SettingsPage() {
  const viewer = await requirePage("staff.list");
  return <SettingsIndex permissions={viewer.permissions} />;
}
