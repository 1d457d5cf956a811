"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { sentenceOf, useTRPCClient } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** Finds a report by the number that its reporter was given. The number opens the report, so it never enters an address. */
export function FindReport() {
  const t = useTranslations("retention.page.find");
  const locale = useLocale();
  const client = useTRPCClient();
  const router = useRouter();
  const find = useMutation({
    mutationFn: (receipt: string) => client.retention.findReport.mutate({ receipt }),
    onSuccess: ({ reportId }) => router.push(`/settings/erasures?report=${reportId}`, { scroll: false }),
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!find.isPending) find.mutate(String(new FormData(event.currentTarget).get("receipt") ?? ""));
  };
  return (
    <section aria-labelledby="find" className="border-rule border-t py-3">
      <h2 id="find" className="text-s">
        {t("title")}
      </h2>
      <p className="mt-1 mb-3 max-w-[72ch] text-ink-2">{t("note")}</p>
      <form onSubmit={submit} className="flex items-start gap-2">
        <Field
          label={t("label")}
          hint={t("hint")}
          error={find.error && sentenceOf(find.error, locale)}
          required
          className="w-80"
        >
          {(control) => <Input {...control} name="receipt" maxLength={64} autoComplete="off" className="font-mono" />}
        </Field>
        <Button type="submit" className="mt-[27px]" disabled={find.isPending}>
          {t("submit")}
        </Button>
      </form>
    </section>
  );
}
