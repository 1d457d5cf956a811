import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Facts, Hash } from "@/components/ui/facts";
import { Icon } from "@/components/ui/icon";
import { PageTitle, Panes, Rail, Section } from "@/components/ui/page";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { permissions as allPermissions, type Permission } from "@/server/access/matrix";
import { roles } from "@/server/kernel/actor";
import { settingsPages } from "./settings-pages";

type SettingsIndexProps = {
  permissions: readonly Permission[];
  /** What stands behind each page, as far as this person may see it. */
  staff: RouterOutputs["staff"]["list"] | null;
  keys: RouterOutputs["keys"]["list"] | null;
  connections: RouterOutputs["connections"]["list"] | null;
  endpoints: RouterOutputs["delivery"]["endpoints"] | null;
  notices: RouterOutputs["notices"]["standing"] | null;
  erasures: RouterOutputs["retention"]["overview"] | null;
  log: { size: number; root: string; lastSequencedAt: Date | null } | null;
  version: string;
};

type PageId = (typeof settingsPages)[number]["id"];

const draftWords = {
  draft: "notices.settings.draft",
  proposed: "notices.settings.proposed",
  returned: "notices.settings.returned",
} as const;

/** The settings that this person may open, each with how it stands, beside what this installation is. */
export function SettingsIndex(props: SettingsIndexProps) {
  const t = useTranslations("staff.settings");
  const s = useTranslations("shell.settings");
  const words = useTranslations();
  const format = useFormatter();
  const { staff, keys, connections, endpoints, notices, erasures, log } = props;
  const usable = (rows: readonly { revokedAt: Date | null; isClosed: boolean }[]) =>
    rows.filter((row) => row.revokedAt === null && !row.isClosed).length;
  // Counted only when the page holds all of them.
  const people = staff?.next === null ? staff.rows.filter(({ active, isClosed }) => active && !isClosed) : null;
  const failed = endpoints?.reduce((sum, row) => sum + row.failed, 0) ?? 0;
  const on = endpoints?.filter(({ enabled }) => enabled).length ?? 0;
  const standing: Partial<Record<PageId, ReactNode>> = {
    staff: staff && (
      <>
        {people && s("people", { count: people.length })}
        {staff.proposals.length > 0 && (
          <StatusWord glyph="half">{s("proposals", { count: staff.proposals.length })}</StatusWord>
        )}
      </>
    ),
    keys: keys && s("inUse", { count: usable(keys) }),
    connections: connections && s("inUse", { count: usable(connections) }),
    endpoints:
      endpoints &&
      (failed > 0 ? (
        <StatusWord glyph="triangle" tone="late">
          {s("failed", { count: failed })}
        </StatusWord>
      ) : on === 0 ? (
        <StatusWord glyph="triangle">{s("noEndpoint")}</StatusWord>
      ) : (
        s("endpoints", { count: on })
      )),
    notices: notices && (
      <>
        {words("notices.settings.inForce", { label: notices.label })}
        {notices.draft && notices.draft in draftWords && (
          <StatusWord glyph="half">{words(draftWords[notices.draft as keyof typeof draftWords])}</StatusWord>
        )}
      </>
    ),
    erasures: erasures && (
      <>
        {erasures.undone.total > 0 && (
          <StatusWord glyph="triangle" tone="late">
            {words("retention.index.undone", { count: erasures.undone.total })}
          </StatusWord>
        )}
        {erasures.waiting.length > 0 ? (
          <StatusWord glyph="half">{words("retention.index.waiting", { count: erasures.waiting.length })}</StatusWord>
        ) : (
          words("retention.index.none")
        )}
      </>
    ),
    access: s("matrix", { permissions: allPermissions.length, roles: roles.length }),
  };
  return (
    <Panes
      railLabel={s("system")}
      rail={
        <Rail title={s("system")}>
          <div className="px-4 py-3">
            <Facts
              facts={[
                { label: s("version"), value: props.version },
                { label: s("zone"), value: words("shell.zoneLabel") },
              ]}
            />
          </div>
          {log && (
            <Section title={words("shell.logLabel")} className="px-4">
              <Facts
                facts={[
                  { label: s("entries"), value: format.number(log.size) },
                  { label: s("root"), value: <Hash value={log.root} /> },
                  ...(log.lastSequencedAt
                    ? [{ label: s("last"), value: <Time at={log.lastSequencedAt} form="short" /> }]
                    : []),
                ]}
              />
            </Section>
          )}
          {people && (
            <Section title={s("byRole")} aside={s("people", { count: people.length })} className="px-4">
              <ul>
                {roles.map((role) => (
                  <li
                    key={role}
                    className="flex min-h-7 items-center justify-between border-rule border-b last:border-b-0"
                  >
                    <span>{words(`common.role.${role}`)}</span>
                    <span>{people.filter(({ held }) => held.some((each) => each.role === role)).length}</span>
                  </li>
                ))}
              </ul>
            </Section>
          )}
        </Rail>
      }
    >
      <div className="px-6 pb-6">
        <PageTitle title={t("title")} />
        <ul className="border-rule-2 border-t">
          {settingsPages
            .filter(({ permission }) => props.permissions.includes(permission))
            .map(({ id, href }) => (
              <li key={id}>
                <Link
                  href={href}
                  className="focus-inset grid min-h-14 grid-cols-[minmax(0,1fr)_auto_16px] items-center gap-x-4 border-rule border-b py-2 hover:bg-hover"
                >
                  <span className="min-w-0">
                    <span className="block font-bold">{t(`pages.${id}.title`)}</span>
                    <span className="block text-ink-3 text-xs">{t(`pages.${id}.note`)}</span>
                  </span>
                  <span className="grid justify-items-end text-ink-2 text-xs">{standing[id]}</span>
                  <Icon name="right" className="text-ink-3" />
                </Link>
              </li>
            ))}
        </ul>
      </div>
    </Panes>
  );
}
