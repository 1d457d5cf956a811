import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { ClientMessages } from "@/components/shell/client-messages";
import { StatusWord } from "@/components/ui/status-word";
import type { AppealPage } from "@/server/appeals/contract";
import { AppealForm } from "./appeal-form";
import { AttachFiles } from "./attach-files";
import { Dialogue } from "./dialogue";
import { FileLine } from "./file-line";
import { panelId } from "./panel-id";

const glyphs = {
  filed: "clock",
  in_review: "half",
  awaiting_appellant: "clock",
  upheld: "bar",
  modified: "half",
  overturned: "tick",
  inadmissible: "cross",
} as const;

/** How an appeal stands, or the form, or why there is none: plain words for who filed it, nothing about anybody else. */
export function AppealPanel({ page, token }: { page: AppealPage; token: string }) {
  const t = useTranslations("appeals.page");
  const format = useFormatter();
  const { kind, filed, bar, until } = page;
  const isObjection = kind === "objection";
  const title = isObjection ? t("titleObjection") : t("title");
  // Under a notice it is a part of that page; a reporter's stands alone.
  const Heading = isObjection ? "h1" : "h2";
  const means = (of: NonNullable<AppealPage["filed"]>) => {
    if (of.state === "filed" || of.state === "in_review")
      return t(`means.${of.state}`, { filed: format.dateTime(of.filedAt, "minute") });
    if (of.state === "awaiting_appellant")
      return t("means.awaiting_appellant", { until: of.answerBy ? format.dateTime(of.answerBy, "minute") : "" });
    return isObjection && of.state !== "modified" ? t(`meansObjection.${of.state}`) : t(`means.${of.state}`);
  };
  return (
    <section aria-label={title} className={isObjection ? undefined : "mt-2 border-rule-2 border-t pt-6 font-sans"}>
      <Heading id={panelId} tabIndex={-1} className={isObjection ? "text-xl" : "text-l"}>
        {title}
      </Heading>
      {!filed && bar && (
        <div className="mt-2">
          <p className="font-bold">{t("closed")}</p>
          <p lang="zh-CN">{bar.zh}</p>
          <p lang="en">{bar.en}</p>
        </div>
      )}
      {!filed && !bar && (
        <>
          <p className="mt-1 mb-4 text-ink-2">
            {t(isObjection ? "aboutObjection" : "about", { until: format.dateTime(until, "minute") })}
          </p>
          <ClientMessages of={["appeals"]}>
            <AppealForm kind={kind} token={token} says="appeal" />
          </ClientMessages>
        </>
      )}
      {filed && (
        <div className="mt-2 grid gap-2">
          <p>
            <StatusWord glyph={glyphs[filed.state]} className="text-m">
              <strong>{t(`state.${filed.state}`)}</strong>
            </StatusWord>
          </p>
          <p className="text-ink-2">{means(filed)}</p>
          {filed.dialogue.length > 0 && (
            <div className="mt-1">
              <p className="mb-1.5 font-bold text-s">{t("dialogue")}</p>
              <Dialogue messages={filed.dialogue} reader="appellant" />
            </div>
          )}
          {filed.answerBy && (
            <ClientMessages of={["appeals"]}>
              <AppealForm kind={kind} token={token} says="answer" />
            </ClientMessages>
          )}
          {(filed.files.length > 0 || filed.filesLeft !== null) && (
            <div className="mt-1">
              <p className="mb-1 font-bold text-s">{t("files")}</p>
              {filed.files.length > 0 && (
                <ul className="mb-2">
                  {filed.files.map((file) => (
                    <FileLine key={file.id} file={file} />
                  ))}
                </ul>
              )}
              {filed.filesLeft !== null && (
                <ClientMessages of={["appeals"]}>
                  <AttachFiles kind={kind} token={token} left={filed.filesLeft} />
                </ClientMessages>
              )}
            </div>
          )}
          {filed.ruledAt && (
            <p className="text-ink-3 text-xs">{t("ruled", { time: format.dateTime(filed.ruledAt, "minute") })}</p>
          )}
          {filed.reasons && (
            <div>
              <p className="font-bold text-s">{t("reasons")}</p>
              <p className="whitespace-pre-line break-words">{filed.reasons}</p>
            </div>
          )}
          {filed.noticeUrl && (
            <p>
              <Link className="link" href={filed.noticeUrl} prefetch={false}>
                {t("newNotice")}
              </Link>
            </p>
          )}
        </div>
      )}
    </section>
  );
}

/** Under a notice: the way to appeal against what it says. */
export function AppealLink({ token }: { token: string }) {
  const t = useTranslations("appeals.page");
  return (
    <p className="mt-2 border-rule-2 border-t pt-6 font-sans">
      <Link className="link" href={`/appeal/${token}`} prefetch={false}>
        {t("link")}
      </Link>
    </p>
  );
}
