import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { PageTitle, Sheet } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { creditLevels, grades, groupCategories } from "@/server/policy/contract";
import { groupStatuses, verificationStates } from "@/server/registry/contract";
import { AccountList } from "./account-list";
import type { Given } from "./address";
import { GroupList } from "./group-list";
import { ListFilters } from "./list-filters";
import { KindSwitch } from "./registry-head";

type Fault = { readonly fault: string | null };
const isFiltered = (given: Given) => Object.values(given).some((value) => value !== "");

/** The list of groups. `fault` says why nothing was searched; then `page` is null. */
export function GroupsScreen({
  page,
  given,
  fault,
}: { page: RouterOutputs["registry"]["groups"] | null; given: Given } & Fault) {
  const t = useTranslations("registry");
  return (
    <Sheet>
      <PageTitle title={t("groups.title")} />
      <KindSwitch current="groups" />
      <ListFilters
        path="/groups"
        given={given}
        search={t("groups.search")}
        choices={[
          { name: "status", label: t("column.status"), options: groupStatuses.map((s) => [s, t(`status.${s}`)]) },
          { name: "grade", label: t("column.grade"), options: grades.map((g) => [String(g), t(`grade.${g}`)]) },
          {
            name: "category",
            label: t("column.category"),
            options: groupCategories.map((category) => [category, t(`category.${category}`)]),
          },
        ]}
      />
      {page ? (
        <GroupList page={page} isFiltered={isFiltered(given)} />
      ) : (
        <ErrorState title={fault ?? t("filter.bad")} className="mt-3" />
      )}
    </Sheet>
  );
}

/** The list of accounts. */
export function AccountsScreen({
  page,
  given,
  fault,
}: { page: RouterOutputs["registry"]["accounts"] | null; given: Given } & Fault) {
  const t = useTranslations("registry");
  return (
    <Sheet>
      <PageTitle title={t("accounts.title")} />
      <KindSwitch current="accounts" />
      <ListFilters
        path="/accounts"
        given={given}
        search={t("accounts.search")}
        choices={[
          { name: "credit", label: t("column.credit"), options: creditLevels.map((level) => [level, level]) },
          {
            name: "verification",
            label: t("column.verification"),
            options: verificationStates.map((state) => [state, t(`verification.${state}`)]),
          },
          {
            name: "restricted",
            label: t("column.restrictions"),
            options: [
              ["yes", t("filter.restrictedYes")],
              ["no", t("filter.restrictedNo")],
            ],
          },
        ]}
      />
      {page ? (
        <AccountList page={page} isFiltered={isFiltered(given)} />
      ) : (
        <ErrorState title={fault ?? t("filter.bad")} className="mt-3" />
      )}
    </Sheet>
  );
}
