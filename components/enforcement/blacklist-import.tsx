"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { faultsIn, sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input, Textarea } from "@/components/ui/input";
import { PageTitle, Sheet } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { caseNumber } from "@/server/cases/contract-words";
import { importColumns, importRowLimit, importTextLimit } from "@/server/enforcement/contract-import";

const sample = `kind,externalId,functions,reviewDays,clause,facts,reason
account,u-10423,found;post,90,4.2.1,"…",`;

type Table = {
  readonly caption: string;
  readonly head: readonly [string, string];
  readonly rows: readonly (readonly [string, ReactNode])[];
};

function Result({ caption, head, rows }: Table) {
  return (
    <table className="mt-4 w-full max-w-3xl text-left text-s">
      <caption className="pb-2 text-left">{caption}</caption>
      <thead>
        <tr className="border-rule border-b text-ink-3 text-xs">
          {head.map((name) => (
            <th key={name} scope="col" className="py-1.5 pr-4 font-regular">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([line, what], at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line may have several faults, and rows never move.
          <tr key={at} className="border-rule border-b">
            <td className="w-24 py-1.5 pr-4 tabular-nums">{line}</td>
            <td className="py-1.5">{what}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A list from elsewhere becomes proposals: each row a case that waits for a second person. */
export function BlacklistImport() {
  const t = useTranslations("enforcement.import");
  const locale = useLocale();
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const [fault, setFault] = useState<string>();
  const bring = useMutation(trpc.blacklist.import.mutationOptions());
  const read = async (file: File | undefined) => {
    setFault(undefined);
    bring.reset();
    if (!file) return;
    if (file.size > importTextLimit) return setFault(t("tooLarge"));
    try {
      setText(new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()));
    } catch {
      setFault(t("notText"));
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!text.trim()) return setFault(t("missing"));
    setFault(undefined);
    bring.mutate({ text });
  };
  const faults = faultsIn(bring.error, locale);
  return (
    <Sheet>
      <PageTitle
        title={t("title")}
        tools={
          <ButtonLink href="/blacklist" look="quiet">
            {t("back")}
          </ButtonLink>
        }
      />
      <p className="mb-3 max-w-3xl text-ink-2 text-s">{t("about", { limit: importRowLimit })}</p>
      <form noValidate onSubmit={submit} className="flex max-w-3xl flex-col gap-3">
        <Field label={t("file")} hint={t("columns", { columns: importColumns.join(", ") })}>
          {(control) => (
            <Input
              {...control}
              type="file"
              accept=".csv,text/csv"
              className="h-auto py-1"
              onChange={(event) => read(event.target.files?.[0])}
            />
          )}
        </Field>
        <Field label={t("text")} required error={fault}>
          {(control) => (
            <Textarea
              {...control}
              rows={8}
              className="font-mono text-xs"
              placeholder={sample}
              maxLength={importTextLimit}
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                bring.reset();
              }}
            />
          )}
        </Field>
        <div>
          <Button type="submit" look="pen" disabled={bring.isPending || bring.isSuccess}>
            {t("submit")}
          </Button>
        </div>
      </form>
      {bring.error && (
        <ErrorState className="mt-4 max-w-3xl" title={t("failed")}>
          {sentenceOf(bring.error, locale)}
        </ErrorState>
      )}
      {faults.length > 0 && (
        <Result
          caption={t("faults", { count: faults.length })}
          head={[t("line"), t("fault")]}
          rows={faults.map(({ pointer, reason }) => {
            const [, line = "", column] = /^\/lines\/(\d+)\/(.*)$/.exec(pointer) ?? [];
            return [line, column ? `${column}: ${reason}` : reason] as const;
          })}
        />
      )}
      {bring.data && (
        <div role="status">
          <Result
            caption={t("done", { count: bring.data.length })}
            head={[t("line"), t("case")]}
            rows={bring.data.map(
              (row) =>
                [
                  String(row.line),
                  <Link key={row.line} className="link" href={`/approvals/${row.decisionId}`} prefetch={false}>
                    {caseNumber(row.caseNumber)}
                  </Link>,
                ] as const,
            )}
          />
        </div>
      )}
    </Sheet>
  );
}
