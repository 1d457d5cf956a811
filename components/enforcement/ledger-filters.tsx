"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { withParams } from "@/components/table/list-params";
import { Button, ButtonLink } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/input";
import { ledgerFilterNames } from "@/server/enforcement/contract-ledger";
import { deliveryStates, measureKeys, measureStates } from "@/server/enforcement/contract-words";

/** Those that are written and not chosen: they apply when the form is sent. */
const written = ["from", "through", "code"] as const;

/** The filters of the ledger: they live in the address. */
export function LedgerFilters() {
  const t = useTranslations("enforcement.ledger");
  const words = useTranslations("enforcement");
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const set = (name: string, value: string) => router.push(withParams(path, params, { [name]: value }));
  const choice = (name: string, label: string, options: readonly { value: string; label: string }[]) => (
    <Select
      aria-label={label}
      className="h-8"
      value={params.get(name) ?? ""}
      onChange={(event) => set(name, event.target.value)}
    >
      <option value="">
        {label}: {t("all")}
      </option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </Select>
  );
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const stated = written.map((name) => [name, String(given.get(name) ?? "").trim()]);
    router.push(withParams(path, params, Object.fromEntries(stated)));
  };
  return (
    <div className="mb-3 flex flex-wrap items-center gap-2">
      {choice(
        "key",
        t("filterMeasure"),
        measureKeys
          .filter((key) => key !== "remove_content")
          .map((key) => ({ value: key, label: words(`measure.${key}`) })),
      )}
      {choice(
        "state",
        t("filterState"),
        measureStates.map((state) => ({ value: state, label: words(`state.${state}`) })),
      )}
      {choice("kind", t("filterKind"), [
        { value: "group", label: words("kind.group") },
        { value: "account", label: words("kind.account") },
      ])}
      {choice(
        "delivery",
        t("filterDelivery"),
        deliveryStates.map((state) => ({ value: state, label: words(`delivery.${state}`) })),
      )}
      <form onSubmit={find} className="flex flex-wrap items-center gap-2">
        {(["from", "through"] as const).map((name) => (
          <span key={name} className="flex items-center gap-1.5 text-ink-2 text-xs">
            <span aria-hidden>{t(name)}</span>
            <Input
              type="date"
              name={name}
              aria-label={t(name)}
              className="w-36"
              key={params.get(name) ?? ""}
              defaultValue={params.get(name) ?? ""}
            />
          </span>
        ))}
        <Input
          name="code"
          aria-label={t("code")}
          placeholder={t("code")}
          className="w-44"
          maxLength={40}
          key={params.get("code") ?? ""}
          defaultValue={params.get("code") ?? ""}
        />
        <Button type="submit">{t("find")}</Button>
      </form>
      {ledgerFilterNames.some((name) => params.has(name)) && (
        <ButtonLink look="quiet" href={path}>
          {t("clear")}
        </ButtonLink>
      )}
    </div>
  );
}
