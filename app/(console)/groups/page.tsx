import { getLocale } from "next-intl/server";
import { groupFilter } from "@/components/registry/address";
import { GroupsScreen } from "@/components/registry/list-screens";
import { caller } from "@/server/trpc/caller";
import { orRefusal, requirePage } from "@/server/trpc/page";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function GroupsPage({ searchParams }: Props) {
  await requirePage("registry.read");
  const { given, asked } = groupFilter(await searchParams);
  const { registry } = await caller();
  const { value, fault } = asked
    ? await orRefusal(registry.groups(asked), await getLocale())
    : { value: null, fault: null };
  return <GroupsScreen page={value} given={given} fault={fault} />;
}
