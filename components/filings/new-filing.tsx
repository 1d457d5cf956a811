"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";

type Defaults = { periodStart: string; periodEnd: string; provider: string; office: string };

/** The head of a new filing; the rest comes from the log. */
export function NewFiling({ defaults }: { defaults: Defaults }) {
  const t = useTranslations("filings.form");
  const names = useTranslations("filings.specification");
  const locale = useLocale();
  const router = useRouter();
  const trpc = useTRPC();
  const draft = useMutation(
    trpc.filings.draft.mutationOptions({ onSuccess: ({ number }) => router.push(`/filings/${number}`) }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "");
    draft.mutate({
      specification: "disposition",
      periodStart: text("periodStart"),
      periodEnd: text("periodEnd"),
      provider: text("provider"),
      office: text("office"),
      letterNumber: text("letterNumber"),
    });
  };
  const fault = (name: string) => fieldFault(draft.error, `/${name}`, locale);
  return (
    <form onSubmit={submit} className="grid max-w-[560px] gap-4">
      <p className="text-ink-2">{t("intro")}</p>
      <Field label={t("specification")}>
        {(control) => (
          <Select {...control} name="specification" className="h-8 w-full">
            <option value="disposition">{names("disposition")}</option>
          </Select>
        )}
      </Field>
      <div className="grid grid-cols-2 gap-4">
        <Field label={t("from")} error={fault("periodStart")} required>
          {(control) => <Input {...control} type="date" name="periodStart" defaultValue={defaults.periodStart} />}
        </Field>
        <Field label={t("to")} error={fault("periodEnd")} hint={t("periodHint")} required>
          {(control) => <Input {...control} type="date" name="periodEnd" defaultValue={defaults.periodEnd} />}
        </Field>
      </div>
      <Field label={t("provider")} error={fault("provider")} required>
        {(control) => <Input {...control} name="provider" maxLength={60} defaultValue={defaults.provider} />}
      </Field>
      <Field label={t("office")} error={fault("office")} required>
        {(control) => <Input {...control} name="office" maxLength={60} defaultValue={defaults.office} />}
      </Field>
      <Field label={t("letterNumber")} error={fault("letterNumber")} hint={t("letterNumberHint")} required>
        {(control) => <Input {...control} name="letterNumber" maxLength={40} />}
      </Field>
      {draft.error && <ErrorState title={sentenceOf(draft.error, locale)} />}
      <div>
        <Button type="submit" look="pen" size="large" disabled={draft.isPending}>
          {draft.isPending ? t("drawing") : t("submit")}
        </Button>
      </div>
    </form>
  );
}
