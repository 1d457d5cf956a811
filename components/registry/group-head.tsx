import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Facts, Mono } from "@/components/ui/facts";
import { Name } from "@/components/ui/name";
import { PageTitle } from "@/components/ui/page";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { GroupStatus, Stub, Verification } from "./marks";

/** What the registry knows of a group. Article 8 of the Provisions wants code, name, size, category and roles shown. */
export function GroupHead({ group }: { group: RouterOutputs["registry"]["group"] }) {
  const t = useTranslations("registry");
  const format = useFormatter();
  const { founder } = group;
  const facts = [
    { key: "grade", label: t("fact.grade"), value: t(`grade.${group.grade as 1}`) },
    { key: "category", label: t("fact.category"), value: t(`category.${(group.category ?? "none") as "none"}`) },
    {
      key: "size",
      label: t("fact.size"),
      value: (
        <span className="flex flex-wrap items-baseline gap-x-2">
          {t("fact.sizeOf", { count: format.number(group.memberCount), cap: format.number(group.memberCap) })}
          {group.memberCount > group.memberCap && (
            <StatusWord glyph="triangle" tone="late">
              {t("fact.overCap")}
            </StatusWord>
          )}
        </span>
      ),
    },
    {
      key: "activity",
      label: t("fact.activity"),
      value: t("fact.perDay", { count: format.number(group.messagesPerDay) }),
    },
    { key: "join", label: t("fact.joining"), value: t(group.publicJoin ? "fact.joinOpen" : "fact.joinClosed") },
    {
      key: "reach",
      label: t("fact.dissemination"),
      value: t(group.publicDissemination ? "fact.disseminationPublic" : "fact.disseminationMembers"),
    },
  ];
  const origin = [
    {
      key: "founder",
      label: t("fact.founder"),
      value: founder ? (
        <span className="flex flex-wrap items-baseline gap-x-2">
          <Link className="link" href={`/accounts/${encodeURIComponent(founder.code)}`}>
            <Name of={founder.nickname} />
          </Link>
          <Mono className="text-ink-3 text-xs">{founder.code}</Mono>
          <span>
            {t("column.credit")} {founder.credit}
          </span>
          <Verification state={founder.verification} />
        </span>
      ) : (
        t("unknown")
      ),
    },
    {
      key: "externalId",
      label: t("fact.externalId"),
      value: group.externalId === null ? t("none") : <Mono className="break-all text-xs">{group.externalId}</Mono>,
    },
    {
      key: "updated",
      label: t("fact.updated"),
      value: group.sourceUpdatedAt ? <Time at={group.sourceUpdatedAt} /> : t("none"),
    },
    { key: "known", label: t("fact.firstKnown"), value: <Time at={group.createdAt} /> },
    ...(group.dissolvedAt
      ? [{ key: "dissolved", label: t("fact.dissolved"), value: <Time at={group.dissolvedAt} /> }]
      : []),
  ];
  return (
    <>
      <PageTitle
        title={<Name of={group.name} />}
        aside={
          <>
            <Mono>{group.code}</Mono>
            <GroupStatus status={group.status} />
            {group.erasedAt && (
              <StatusWord glyph="cross">{t("erasedOn", { day: format.dateTime(group.erasedAt, "day") })}</StatusWord>
            )}
            {!group.confirmed && !group.erasedAt && <Stub />}
          </>
        }
      />
      <div className="grid max-w-[1100px] gap-x-8 gap-y-1 pb-4 tablet:grid-cols-2">
        <Facts facts={facts} labelWidth="84px" className="content-start" />
        <Facts facts={origin} labelWidth="84px" className="content-start" />
      </div>
    </>
  );
}
