"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Section } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import type { AttachedFile } from "@/server/appeals/contract";
import { isImage } from "@/server/appeals/contract-words";
import { FileLine } from "./file-line";

/** What somebody attached. Nothing is fetched before the officer asks for it, and each opening is in the log. */
export function OpenedFiles({ appealId, files }: { appealId: string; files: readonly AttachedFile[] }) {
  const t = useTranslations("appeals.files");
  if (files.length === 0) return null;
  return (
    <Section title={t("title")} aside={t("logged")}>
      <ul>
        {files.map((file) => (
          <FileLine key={file.id} file={file}>
            {file.name !== null && <OneFile address={`/appeals/${appealId}/files/${file.id}`} file={file} />}
          </FileLine>
        ))}
      </ul>
    </Section>
  );
}

type Shown = { readonly url: string; readonly name: string };

/** The name that the server gives a file: nothing that somebody chose decides what opens it. */
const nameIn = (answer: Response) =>
  /filename="([\w.-]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "file";

function save({ url, name }: Shown) {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
}

function OneFile({ address, file }: { address: string; file: AttachedFile }) {
  const t = useTranslations("appeals.files");
  const [shown, setShown] = useState<Shown | null>(null);
  const [isClear, setClear] = useState(false);
  const [isOpening, setOpening] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => () => void (shown && URL.revokeObjectURL(shown.url)), [shown]);
  const name = file.name ?? "";

  const open = async () => {
    if (shown) return save(shown);
    setOpening(true);
    setFault(null);
    const answer = await fetch(address).catch(() => null);
    setOpening(false);
    if (!answer?.ok) return setFault((await answer?.text().catch(() => null)) || t("failed"));
    const opened = { url: URL.createObjectURL(await answer.blob()), name: nameIn(answer) };
    setShown(opened);
    if (!isImage(file.kind)) save(opened);
  };

  return (
    <div className="grid justify-items-start gap-2">
      {shown && isImage(file.kind) && (
        <div className="max-w-full overflow-hidden border border-rule-2">
          {/* biome-ignore lint/performance/noImgElement: bytes of this page's own memory, which no optimiser may fetch. */}
          <img
            src={shown.url}
            alt={t("alt", { name })}
            className={classNames("max-h-96 max-w-full", !isClear && "blur-xl grayscale")}
          />
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {shown && isImage(file.kind) && (
          <Button
            aria-label={t(isClear ? "blurNamed" : "clearNamed", { name })}
            onClick={() => setClear((before) => !before)}
          >
            {t(isClear ? "blur" : "clear")}
          </Button>
        )}
        <Button
          aria-label={t(shown || !isImage(file.kind) ? "saveNamed" : "openNamed", { name })}
          aria-disabled={isOpening}
          onClick={() => void open()}
        >
          {t(shown || !isImage(file.kind) ? "save" : "open")}
        </Button>
      </div>
      {fault && <ErrorState title={fault} />}
    </div>
  );
}
