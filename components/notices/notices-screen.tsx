import { useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { ButtonLink } from "@/components/ui/button";
import { Hash } from "@/components/ui/facts";
import { PageTitle, Panes } from "@/components/ui/page";
import { StatusWord } from "@/components/ui/status-word";
import { BeginDraft } from "./begin-draft";
import { TextsRead } from "./texts-read";
import { VersionList } from "./version-list";

type Props = {
  shown: RouterOutputs["notices"]["get"];
  newest: number;
  versions: RouterOutputs["notices"]["list"];
  /** How far the open draft is; null when there is none. */
  draft: RouterOutputs["notices"]["standing"]["draft"];
  mayDraft: boolean;
};

/** One version of the notice texts and what it changed, beside the list of versions. */
export function NoticesScreen({ shown, newest, versions, draft, mayDraft }: Props) {
  const t = useTranslations("notices");
  return (
    <Panes
      isText={!draft && !mayDraft}
      listLabel={t("versions")}
      list={<VersionList page={versions} chosen={shown.number} newest={newest} />}
    >
      <div className="px-5">
        <PageTitle
          title={`${t("title")} ${shown.label}`}
          aside={
            <>
              <span>{t("version", { number: shown.number })}</span>
              {shown.isInForce && <StatusWord glyph="tick">{t("inForce")}</StatusWord>}
              <span>
                {t("hash")} <Hash value={shown.sha256} />
              </span>
            </>
          }
          tools={
            draft ? (
              <ButtonLink href="/settings/notices/draft">{t("draft.open")}</ButtonLink>
            ) : (
              mayDraft && <BeginDraft />
            )
          }
        />
        <p className="max-w-prose pb-2 text-ink-2">{t("about")}</p>
      </div>
      <TextsRead texts={shown.texts} before={shown.before} beforeNumber={shown.number - 1} />
    </Panes>
  );
}
