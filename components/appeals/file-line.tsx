import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Time } from "@/components/ui/time";
import type { AttachedFile } from "@/server/appeals/contract";

const kibibyte = 1_024;

/** A file by the name that somebody gave it, with what it is by its bytes. */
export function FileLine({ file, children }: { file: AttachedFile; children?: ReactNode }) {
  const t = useTranslations("appeals.files");
  const format = useFormatter();
  const size =
    file.bytes < kibibyte * kibibyte
      ? t("kib", { size: format.number(Math.ceil(file.bytes / kibibyte)) })
      : t("mib", { size: format.number(file.bytes / kibibyte / kibibyte, { maximumFractionDigits: 1 }) });
  return (
    <li className="grid gap-1 border-rule border-t py-1.5 first:border-t-0">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span className="min-w-0 break-all">{file.name ?? t("erased")}</span>
        <span className="text-ink-3 text-xs">
          {t(`kind.${file.kind}`)} {size}
        </span>
        <Time at={file.at} form="short" className="text-ink-3 text-xs" />
      </div>
      {children}
    </li>
  );
}
