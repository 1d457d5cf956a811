"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input, Select, Textarea } from "@/components/ui/input";
import { listTextLimit, subjectLimit } from "@/server/incidents/contract-words";
import type { Kind, Said } from "./form-state";
import { SubjectSearch } from "./subject-search";

type Props = {
  said: Said;
  change: (part: Partial<Said>) => void;
  /** Subjects that the draft has already; null for a new one. */
  kept: number | null;
};

function ListField({ said, change }: Omit<Props, "kept">) {
  const t = useTranslations("incidents.form");
  const format = useFormatter();
  const [fault, setFault] = useState<string>();
  const take = async (file: File | undefined) => {
    setFault(undefined);
    if (!file) return;
    if (file.size > listTextLimit) return setFault(t("tooLarge"));
    try {
      change({ list: new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()) });
    } catch {
      setFault(t("notText"));
    }
  };
  return (
    <div className="grid gap-3">
      <Field label={t("list")} required hint={t("listHint", { limit: format.number(subjectLimit) })}>
        {(control) => (
          <Textarea
            {...control}
            rows={6}
            className="font-mono text-xs"
            maxLength={listTextLimit}
            value={said.list}
            onChange={(event) => change({ list: event.target.value })}
          />
        )}
      </Field>
      <Field label={t("file")} hint={t("fileHint")} error={fault}>
        {(control) => (
          <Input
            {...control}
            type="file"
            accept=".txt,.csv,text/plain,text/csv"
            className="h-auto py-1"
            onChange={(event) => void take(event.target.files?.[0])}
          />
        )}
      </Field>
    </div>
  );
}

/** Whom the incident is about: by the registry's filters, or from a list. */
export function SubjectFields({ said, change, kept }: Props) {
  const t = useTranslations("incidents.form");
  const words = useTranslations("incidents.kind");
  const anew = { chosen: new Set<string>(), filter: null, key: "", functions: [] } as const;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-3">
        <Field label={t("kind")} className="w-40">
          {(control) => (
            <Select
              {...control}
              className="h-8"
              value={said.kind}
              onChange={(event) =>
                change({
                  ...anew,
                  kind: event.target.value as Kind,
                  by: said.by === "keep" ? "query" : said.by,
                })
              }
            >
              <option value="group">{words("group")}</option>
              <option value="account">{words("account")}</option>
            </Select>
          )}
        </Field>
        <Field label={t("by")} className="w-56">
          {(control) => (
            <Select
              {...control}
              className="h-8"
              value={said.by}
              onChange={(event) => change({ by: event.target.value as Said["by"] })}
            >
              {kept !== null && <option value="keep">{t("keep", { count: kept })}</option>}
              <option value="query">{t("byQuery")}</option>
              <option value="list">{t("byList")}</option>
            </Select>
          )}
        </Field>
      </div>
      {said.by === "list" && <ListField said={said} change={change} />}
      {said.by === "query" && <SubjectSearch key={said.kind} said={said} change={change} />}
    </div>
  );
}
