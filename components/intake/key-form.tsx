"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useId } from "react";
import { fieldFault, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/choice";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { ErrorState } from "@/components/ui/states";
import { keyScopes, sources } from "@/server/kernel/actor";

export type MadeKey = { name: string; key: string };

/** Name, scopes and sources of a new key. */
export function KeyForm({ onMade }: { onMade: (made: MadeKey) => Promise<void> }) {
  const t = useTranslations("intake");
  const locale = useLocale();
  const trpc = useTRPC();
  const create = useMutation(
    trpc.keys.create.mutationOptions({ onSuccess: ({ key }, { name }) => onMade({ name, key }) }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    create.mutate({
      name: String(given.get("name") ?? ""),
      scopes: keyScopes.filter((scope) => given.getAll("scopes").includes(scope)),
      sources: sources.filter((source) => given.getAll("sources").includes(source)),
    });
  };
  const fault = (name: string) => fieldFault(create.error, `/${name}`, locale);
  return (
    <form onSubmit={submit} noValidate className="grid gap-4">
      <Field label={t("keys.form.name")} hint={t("keys.form.nameHint")} error={fault("name")} required>
        {(control) => <Input {...control} name="name" maxLength={80} autoComplete="off" />}
      </Field>
      <Ticks legend={t("keys.form.scopes")} error={fault("scopes")}>
        {keyScopes.map((scope) => (
          <Checkbox key={scope} name="scopes" value={scope}>
            {t(`scope.${scope}`)} <span className="font-mono text-ink-3 text-xs">{scope}</span>
          </Checkbox>
        ))}
      </Ticks>
      <Ticks legend={t("keys.form.sources")} error={fault("sources")}>
        {sources.map((source) => (
          <Checkbox key={source} name="sources" value={source}>
            {t(`source.${source}`)}
          </Checkbox>
        ))}
      </Ticks>
      {create.error && <ErrorState title={sentenceOf(create.error, locale)} />}
      <Button type="submit" look="pen" disabled={create.isPending} className="justify-self-end">
        {t("keys.form.submit")}
      </Button>
    </form>
  );
}

function Ticks({ legend, error, children }: { legend: string; error: string | undefined; children: ReactNode }) {
  const id = useId();
  return (
    <fieldset aria-describedby={error ? id : undefined}>
      <legend className="mb-1 font-bold">{legend}</legend>
      {children}
      {error && (
        <p id={id} className="mt-1 font-bold text-s4 text-xs">
          {error}
        </p>
      )}
    </fieldset>
  );
}
