"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { RouterOutputs } from "@/components/trpc/provider";
import { Facts, Mono } from "@/components/ui/facts";
import { Name } from "@/components/ui/name";
import { Section } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";

export type Preview = RouterOutputs["incidents"]["preview"];
type Subject = Preview["samples"][number];

const block = "px-4";

function Subjects({ rows, rest }: { rows: readonly Subject[]; rest: number }) {
  const t = useTranslations("incidents.preview");
  const words = useTranslations("registry.grade");
  return (
    <ul className="grid gap-0.5 text-xs">
      {rows.map(({ id, code, name, memberCount, grade, credit }) => (
        <li key={id} className="flex min-w-0 items-baseline gap-2">
          <span className="cut min-w-0 flex-1">
            <Name of={name} />
          </span>
          <Mono className="whitespace-nowrap text-ink-3">{code}</Mono>
          <span className="whitespace-nowrap text-ink-2">
            {grade === null ? credit : `${words(String(grade) as "1")} · ${t("members", { count: memberCount ?? 0 })}`}
          </span>
        </li>
      ))}
      {rest > 0 && <li className="text-ink-3">{t("more", { count: rest })}</li>}
    </ul>
  );
}

function Notice({ text }: { text: NonNullable<Preview["notice"]> }) {
  const zh = useLocale().startsWith("zh");
  return (
    <div
      lang={zh ? "zh-CN" : "en"}
      className="whitespace-pre-line break-words rounded-chip bg-well px-3 py-2 font-serif leading-[21px]"
    >
      {zh ? text.zh : text.en}
    </div>
  );
}

/** What the incident would do now: counts, who is left out and why, whom to look at, and the words that will leave. */
export function PreviewPanel({ preview }: { preview: Preview }) {
  const t = useTranslations("incidents.preview");
  const words = useTranslations("incidents");
  const grades = useTranslations("registry.grade");
  const format = useFormatter();
  const zh = useLocale().startsWith("zh");
  const { kind, going, leftOut, unknown, highImpact, samples, faults } = preview;
  const out = leftOut.reduce((sum, { count }) => sum + count, 0);
  const facts: { label: ReactNode; value: ReactNode; key: string }[] = [
    { key: "total", label: t("total"), value: format.number(preview.total) },
    { key: "going", label: t("going"), value: <strong>{format.number(going)}</strong> },
    { key: "out", label: t("leftOut"), value: format.number(out) },
    ...leftOut.map(({ cause, count }) => ({
      key: cause,
      label: <span className="pl-3">{format.number(count)}</span>,
      value: <span className="text-ink-2">{words(`cause.${cause}`)}</span>,
    })),
    ...(preview.repeated > 0
      ? [{ key: "repeated", label: t("repeated"), value: format.number(preview.repeated) }]
      : []),
    ...(unknown.count > 0 ? [{ key: "unknown", label: t("unknown"), value: format.number(unknown.count) }] : []),
  ];
  return (
    <div role="status">
      {faults.length > 0 && (
        <ErrorState title={t("faults")} className="m-3">
          <ul className="list-disc pl-4">
            {faults.map(({ pointer, reason }) => (
              <li key={pointer}>{zh ? reason.zh : reason.en}</li>
            ))}
          </ul>
        </ErrorState>
      )}
      {faults.length === 0 && going === 0 && <ErrorState title={t("nobody")} className="m-3" />}
      <Section title={words(`count.${kind}`, { count: going })} aside={t("aside")} className={block}>
        <Facts size="small" labelWidth="84px" facts={facts} />
        {preview.joining > 0 && <p className="mt-1 text-ink-2 text-xs">{t("joining", { count: preview.joining })}</p>}
      </Section>
      {unknown.count > 0 && (
        <Section title={t("unknownSome")} className={block}>
          <p className="break-all font-mono text-ink-2 text-xs">
            {unknown.some.join(" · ")}
            {unknown.count > unknown.some.length ? " …" : ""}
          </p>
        </Section>
      )}
      {preview.byType.length > 0 && (
        <Section title={t(kind === "group" ? "byGrade" : "byCredit")} className={block}>
          <Facts
            size="small"
            labelWidth="84px"
            facts={preview.byType.map(({ type, count }) => ({
              key: type,
              label: kind === "group" ? grades(type as "1") : type,
              value: format.number(count),
            }))}
          />
        </Section>
      )}
      {highImpact.count > 0 && (
        <Section
          title={
            <StatusWord glyph="triangle" tone="late">
              {t("high")}
            </StatusWord>
          }
          aside={t(kind === "group" ? "highGroup" : "highAccount")}
          className={block}
        >
          <Subjects rows={highImpact.some} rest={highImpact.count - highImpact.some.length} />
        </Section>
      )}
      {samples.length > 0 && (
        <Section title={t("samples")} className={block}>
          <Subjects rows={samples} rest={0} />
        </Section>
      )}
      {preview.notice && (
        <Section title={t("notice")} className={block}>
          <Notice text={preview.notice} />
        </Section>
      )}
    </div>
  );
}
