"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { withParams } from "@/components/table/list-params";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import type { Given } from "./address";

export type Choice = {
  readonly name: string;
  readonly label: string;
  readonly options: readonly (readonly [string, string])[];
};

/** Search and filters of a list; they live in the address. */
export function ListFilters({
  path,
  given,
  search,
  choices,
}: {
  path: string;
  given: Given;
  search: string;
  choices: readonly Choice[];
}) {
  const t = useTranslations("registry.filter");
  const router = useRouter();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const values = Object.keys(given).map((name) => [name, String(form.get(name) ?? "").trim()]);
    router.push(withParams(path, "", Object.fromEntries(values)));
  };
  return (
    <search>
      <form
        onSubmit={submit}
        aria-label={t("label")}
        key={JSON.stringify(given)}
        className="flex flex-wrap items-end gap-x-3 gap-y-2 border-rule border-b py-3"
      >
        <Field label={search}>
          {(control) => (
            <Input
              {...control}
              type="search"
              name="q"
              defaultValue={given.q}
              maxLength={255}
              title={t("searchHint")}
              className="w-72 max-w-full"
            />
          )}
        </Field>
        {choices.map(({ name, label, options }) => (
          <Field key={name} label={label}>
            {(control) => (
              <Select {...control} name={name} defaultValue={given[name]} className="h-8">
                <option value="">{t("any")}</option>
                {options.map(([value, text]) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ))}
        <Button type="submit">{t("apply")}</Button>
        {Object.values(given).some((value) => value !== "") && (
          <ButtonLink href={path} look="quiet">
            {t("clear")}
          </ButtonLink>
        )}
      </form>
    </search>
  );
}
