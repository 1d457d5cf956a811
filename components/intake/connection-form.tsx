"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Select } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";
import { connectionFormats } from "@/server/intake/contract";
import { sources } from "@/server/kernel/actor";

export type MadeConnection = { id: string; address: string; key: string };

/** Name, format and source of a new connection. */
export function ConnectionForm({ onMade }: { onMade: (made: MadeConnection) => Promise<void> }) {
  const t = useTranslations("intake");
  const locale = useLocale();
  const trpc = useTRPC();
  const create = useMutation(
    trpc.connections.create.mutationOptions({
      onSuccess: onMade,
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    create.mutate({
      id: String(given.get("id") ?? "").trim(),
      format: connectionFormats.find((format) => format === given.get("format")) ?? "synapse",
      source: sources.find((source) => source === given.get("source")) ?? "in_app",
    });
  };
  const fault = (name: string) => fieldFault(create.error, `/${name}`, locale);
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label={t("connections.form.id")} hint={t("connections.form.idHint")} error={fault("id")} required>
        {(control) => <Input {...control} name="id" maxLength={63} autoComplete="off" className="font-mono" />}
      </Field>
      <Field label={t("connections.form.format")} error={fault("format")}>
        {(control) => (
          <Select {...control} name="format">
            {connectionFormats.map((format) => (
              <option key={format} value={format}>
                {t(`connections.format.${format}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("connections.form.source")} error={fault("source")}>
        {(control) => (
          <Select {...control} name="source">
            {sources.map((source) => (
              <option key={source} value={source}>
                {t(`source.${source}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {create.error && <ErrorState title={sentenceOf(create.error, locale)} />}
      <Button type="submit" look="pen" disabled={create.isPending} className="justify-self-end">
        {t("connections.form.submit")}
      </Button>
    </form>
  );
}
