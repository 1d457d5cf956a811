"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { withParams } from "@/components/table/list-params";
import { ButtonLink } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Select } from "@/components/ui/input";
import { appealKinds, appealStates } from "@/server/appeals/contract-words";

const names = ["state", "kind", "mine"] as const;

/** The filters of the queue: they live in the address. */
export function AppealFilters() {
  const t = useTranslations("appeals");
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const set = (name: string, value: string) => router.push(withParams(path, params, { [name]: value }));
  return (
    <fieldset className="mb-3 flex flex-wrap items-center gap-2">
      <legend className="sr-only">{t("filter.label")}</legend>
      <Select
        aria-label={t("filter.state")}
        className="h-8"
        value={params.get("state") ?? ""}
        onChange={(event) => set("state", event.target.value)}
      >
        <option value="">
          {t("filter.state")}: {t("filter.open")}
        </option>
        {appealStates.map((state) => (
          <option key={state} value={state}>
            {t(`state.${state}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t("filter.kind")}
        className="h-8"
        value={params.get("kind") ?? ""}
        onChange={(event) => set("kind", event.target.value)}
      >
        <option value="">
          {t("filter.kind")}: {t("filter.all")}
        </option>
        {appealKinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kind.${kind}`)}
          </option>
        ))}
      </Select>
      <Checkbox
        className="mx-2"
        checked={params.get("mine") === "1"}
        onChange={(event) => set("mine", event.target.checked ? "1" : "")}
      >
        {t("filter.mine")}
      </Checkbox>
      {names.some((name) => params.has(name)) && (
        <ButtonLink look="quiet" href={path}>
          {t("filter.clear")}
        </ButtonLink>
      )}
    </fieldset>
  );
}
