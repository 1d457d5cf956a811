import { getLocale } from "next-intl/server";
import { accountFilter } from "@/components/registry/address";
import { AccountsScreen } from "@/components/registry/list-screens";
import { caller } from "@/server/trpc/caller";
import { orRefusal, requirePage } from "@/server/trpc/page";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AccountsPage({ searchParams }: Props) {
  await requirePage("registry.read");
  const { given, asked } = accountFilter(await searchParams);
  const { registry } = await caller();
  const { value, fault } = asked
    ? await orRefusal(registry.accounts(asked), await getLocale())
    : { value: null, fault: null };
  return <AccountsScreen page={value} given={given} fault={fault} />;
}
