"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { type RouterOutputs, useTRPC } from "@/components/trpc/provider";
import { type Fact, Facts, Mono } from "@/components/ui/facts";
import { Panes, Section } from "@/components/ui/page";
import { Progress } from "@/components/ui/progress";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { incidentNumber, incidentRowStates, rowWord } from "@/server/incidents/contract-words";
import { IncidentForm } from "./incident-form";
import { IncidentRail } from "./incident-rail";
import { IncidentSubjects } from "./incident-subjects";
import type { Clause } from "./measure-fields";
import { rowGlyphs, stateGlyphs } from "./words";

type Shown = RouterOutputs["incidents"]["get"];

/** Often enough to see it move, seldom enough for a hundred open tabs. */
const refreshMs = 1_500;

function Standing({ shown }: { shown: Shown }) {
  const t = useTranslations("incidents.screen");
  const states = useTranslations("incidents.state");
  const format = useFormatter();
  const { figures, state } = shown;
  const isBack = state === "reversing";
  const total = isBack ? figures.done + figures.reversed + figures.kept + figures.unreversed : shown.total;
  const settled = isBack ? total - figures.done : total - figures.waiting;
  return (
    <Section title={states(state)}>
      <Progress label={states(state)} value={settled} max={total} />
      <p className="mt-1 font-bold text-s">
        {t("progress", { settled: format.number(settled), total: format.number(total) })}
      </p>
    </Section>
  );
}

function Results({ shown }: { shown: Shown }) {
  const t = useTranslations("incidents");
  const format = useFormatter();
  const { figures, causes } = shown;
  const facts = incidentRowStates
    .filter((state) => figures[state] > 0)
    .map((state): Fact => {
      const why = causes.filter((cause) => cause.state === state);
      const word = rowWord(state, shown.state);
      return {
        key: state,
        label: <StatusWord glyph={rowGlyphs[word]}>{t(`row.${word}`)}</StatusWord>,
        value: (
          <>
            <strong>{format.number(figures[state])}</strong>
            {why.map(({ cause, count }) => (
              <span key={cause} className="block text-ink-2 text-xs">
                {format.number(count)} {t(`cause.${cause}`)}
              </span>
            ))}
          </>
        ),
      };
    });
  return (
    <Section title={t("screen.results")}>
      <div role="status">
        <Facts labelWidth="120px" facts={facts} />
      </div>
    </Section>
  );
}

function useFacts(shown: Shown): Fact[] {
  const t = useTranslations("incidents.screen");
  const words = useTranslations("incidents");
  const format = useFormatter();
  const zh = useLocale().startsWith("zh");
  const enforcement = useTranslations("enforcement");
  const { measure, clauseText, authority, reversal, denial } = shown;
  const items = Array.isArray(measure.parameters.items) ? measure.parameters.items.map(String) : [];
  const functions = Array.isArray(measure.parameters.functions) ? measure.parameters.functions : [];
  const details = [
    measure.days === null ? null : enforcement("days", { days: measure.days }),
    typeof measure.parameters.to === "string" ? `→ ${measure.parameters.to}` : null,
    ...functions.map((word) => enforcement(`function.${word as "post"}`)),
    ...items,
  ].filter((text) => text !== null);
  const optional = (key: string, label: string, value: Fact["value"]): Fact[] => (value ? [{ key, label, value }] : []);
  return [
    {
      key: "measure",
      label: words("column.measure"),
      value: (
        <>
          <strong>{enforcement(`measure.${measure.key}`)}</strong>
          {details.length > 0 && ` · ${details.join(" · ")}`}
        </>
      ),
    },
    {
      key: "subjects",
      label: words("column.subjects"),
      value: `${words(`count.${shown.kind}`, { count: shown.total })} · ${t(shown.collected === "query" ? "byQuery" : "byList")}${
        shown.unknown > 0 ? ` · ${words("preview.unknown")} ${format.number(shown.unknown)}` : ""
      }`,
    },
    ...optional(
      "clause",
      t("clause"),
      clauseText && `${clauseText.clause} ${zh ? clauseText.names.zh : clauseText.names.en}`,
    ),
    ...optional("facts", t("ground"), shown.facts && <span className="whitespace-pre-line">{shown.facts}</span>),
    ...optional("authority", t("authority"), authority && `${authority.office} ${authority.number}`),
    { key: "policy", label: t("policy"), value: shown.policyLabel },
    ...optional("proposed", t("proposed"), shown.proposedAt && <Time at={shown.proposedAt} />),
    ...optional("lapses", t("lapses"), shown.state === "proposed" && shown.lapsesAt && <Time at={shown.lapsesAt} />),
    ...optional(
      "denied",
      t(denial?.of === "reversal" ? "refused" : "returned"),
      denial && (denial.of === "reversal" || ["draft", "proposed"].includes(shown.state)) && (
        <>
          {denial.by} · <Time at={denial.at} />
          <strong className="block whitespace-pre-line">{denial.reason}</strong>
        </>
      ),
    ),
    ...optional(
      "approved",
      t("approved"),
      shown.approvedAt && (
        <>
          {shown.approver} · <Time at={shown.approvedAt} />
        </>
      ),
    ),
    ...optional("stopped", t("stopped"), shown.stopper),
    ...optional("finished", t("finished"), shown.finishedAt && <Time at={shown.finishedAt} />),
    ...optional("reversal", t("reversal"), reversal && [reversal.by, reversal.approver].filter(Boolean).join(" · ")),
    ...optional("reason", t("reason"), reversal?.reason),
  ];
}

/** One incident: what it is, how far it is, what became of each subject, and the next step. */
export function IncidentScreen({ name, clauses }: { name: string; clauses: readonly Clause[] }) {
  const t = useTranslations("incidents");
  const router = useRouter();
  const trpc = useTRPC();
  const [isEditing, setEditing] = useState(false);
  const { data: shown } = useSuspenseQuery({
    ...trpc.incidents.get.queryOptions({ name }),
    refetchInterval: ({ state: { data } }) =>
      data && (data.state === "running" || data.state === "reversing") ? refreshMs : false,
  });
  const isMoving = shown.state === "running" || shown.state === "reversing";
  const facts = useFacts(shown);
  useKeys([
    {
      keys: ["Esc"],
      does: t("keys.back"),
      run: () => router.push("/incidents"),
      when: !isEditing,
    },
  ]);
  if (isEditing && shown.acts.includes("revise"))
    return (
      <IncidentForm
        clauses={clauses}
        draft={shown}
        onLeave={() => setEditing(false)}
        onSaved={() => {
          setEditing(false);
          router.refresh();
        }}
      />
    );
  return (
    <Panes
      railLabel={t("rail.title")}
      rail={<IncidentRail key={`${shown.id}:${shown.version}`} shown={shown} onEdit={() => setEditing(true)} />}
    >
      <header className="flex flex-wrap items-baseline gap-x-3 px-5 py-3">
        <h1 className="text-xl">{shown.title || t("untitled")}</h1>
        <Mono className="text-ink-3">{incidentNumber(shown.number)}</Mono>
        <StatusWord glyph={stateGlyphs[shown.state]}>{t(`state.${shown.state}`)}</StatusWord>
        <span className="ml-auto text-ink-3 text-xs">
          {t("screen.by", { name: shown.author })} · <Time at={shown.createdAt} />
        </span>
      </header>
      {isMoving && <Standing shown={shown} />}
      <Section title={t("screen.facts")}>
        <Facts labelWidth="120px" facts={facts} />
      </Section>
      {!["draft", "proposed"].includes(shown.state) && <Results shown={shown} />}
      <IncidentSubjects shown={shown} refreshMs={isMoving ? refreshMs : false} />
    </Panes>
  );
}
