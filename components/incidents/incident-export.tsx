"use client";

import { useSearchParams } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useRef } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { ButtonLink } from "@/components/ui/button";
import { languageOf } from "@/messages/languages";
import { exportFormats } from "@/server/exports/contract";
import { isRowState } from "./words";

const keyOf = { csv: "C", xlsx: "D" } as const;

/** Files of the subjects as they are filtered now: links that the browser saves, each with its key. */
export function IncidentExport({ name }: { name: string }) {
  const t = useTranslations("incidents.export");
  const language = languageOf(useLocale());
  const result = useSearchParams().get("result");
  const links = { csv: useRef<HTMLAnchorElement>(null), xlsx: useRef<HTMLAnchorElement>(null) };
  useKeys(
    exportFormats.map((format) => ({
      keys: [keyOf[format]] as [string],
      does: t(format),
      run: () => links[format].current?.click(),
      bar: false,
    })),
  );
  return exportFormats.map((format) => {
    const asked = new URLSearchParams({ format, language });
    if (isRowState(result)) asked.set("result", result);
    return (
      <ButtonLink
        key={format}
        ref={links[format]}
        href={`/incidents/${name}/export?${asked}`}
        prefetch={false}
        download
        title={t("about")}
        keys={keyOf[format]}
      >
        {t(format)}
      </ButtonLink>
    );
  });
}
