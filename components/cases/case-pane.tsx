"use client";

import { useFormatter, useTranslations } from "next-intl";
import { lazy, type ReactNode, useState } from "react";
import { useKeys } from "@/components/shell/use-keys";
import { Section } from "@/components/ui/page";
import { type Tab, Tabs } from "@/components/ui/tabs";
import { showToast } from "@/components/ui/toast";
import { caseNumber } from "@/server/cases/contract-words";
import { CaseActs } from "./case-acts";
import { CaseEvidence, type EvidenceState } from "./case-evidence";
import { CaseHead, type CaseView } from "./case-head";
import { CaseReports } from "./case-reports";
import { CaseTimeline } from "./case-timeline";
import { LeaseAlert } from "./lease-alert";
import { StrikesChip } from "./strikes-chip";
import type { LeaseState } from "./use-lease";

// Behind tabs that few cases open.
const CaseHistory = lazy(() => import("./case-history"));
const CaseMeasures = lazy(() => import("./case-measures"));
const CaseMembers = lazy(() => import("./case-members"));
const CasePolicy = lazy(() => import("./case-policy"));

type CasePaneProps = {
  shown: CaseView;
  /** May this person claim and decide? */
  mayAct: boolean;
  /** Of other rooms. */
  acts?: ReactNode;
  lease: LeaseState;
  evidence: EvidenceState;
  onOpenEvidence: () => void;
  onRetry: () => void;
  onDone: (saved: string) => void;
};

/** A case: what it is about, who reported what, the evidence, and what the log says. Text before pixels. */
export function CasePane(props: CasePaneProps) {
  const { shown, lease, evidence } = props;
  const { subject } = shown;
  const t = useTranslations("cases");
  const format = useFormatter();
  const [tab, setTab] = useState("timeline");
  const { claim } = shown.allowed;
  const held = props.mayAct && claim?.code === "cases.claimed" ? claim : null;
  const token = lease.kind === "held" ? lease.token : null;
  // What was decided in earlier rounds stays here; what waited went along.
  const isEmpty = shown.mergedInto !== null && shown.round === 1;
  const copyLink = () => {
    const { origin } = window.location;
    void navigator.clipboard.writeText(`${origin}/cases/${caseNumber(shown.number)}`).then(() => {
      showToast({ text: t("copied"), stayMs: 4_000 });
    });
  };
  useKeys([
    { keys: ["T"], does: t("act.timeline"), run: () => setTab("timeline") },
    // With the rail, P is its clause.
    { keys: ["P"], does: t("act.policy"), run: () => setTab("policy"), when: token === null },
    { keys: ["L"], does: t("act.link"), run: copyLink, bar: false },
  ]);
  const tabs: Tab[] = [
    { id: "timeline", label: t("tabs.timeline"), cap: "T", content: <CaseTimeline caseId={shown.id} /> },
    {
      id: "history",
      label: t("tabs.history"),
      content: (
        <>
          <CaseHistory caseId={shown.id} />
          <CaseMeasures code={subject.code} />
        </>
      ),
    },
    ...(subject.kind === "group"
      ? [
          {
            id: "members",
            label: t("tabs.members"),
            count: shown.facts?.memberCount ? format.number(shown.facts.memberCount) : undefined,
            content: <CaseMembers groupId={subject.id} code={subject.code} />,
          },
        ]
      : []),
    {
      id: "policy",
      label: t("tabs.policy"),
      cap: token === null ? "P" : undefined,
      content: <CasePolicy caseId={shown.id} />,
    },
  ];
  return (
    <article
      aria-label={caseNumber(shown.number)}
      tabIndex={-1}
      data-focus-quiet=""
      data-case={shown.number}
      className="flex min-h-full flex-col"
    >
      <LeaseAlert lease={lease} held={held} onRetry={props.onRetry} />
      <CaseHead
        shown={shown}
        chips={props.mayAct && <StrikesChip caseId={shown.id} />}
        onCopyLink={copyLink}
        acts={
          <>
            {props.mayAct && <CaseActs key={shown.id} shown={shown} token={token} onDone={props.onDone} />}
            {props.acts}
          </>
        }
      />
      {isEmpty ? (
        <Section title={t("reports.title")}>
          <p className="text-ink-2">{t("merge.gone")}</p>
        </Section>
      ) : (
        <>
          <CaseReports
            key={`reports-${shown.id}`}
            caseId={shown.id}
            isOpen={shown.state !== "decided" && shown.state !== "merged"}
            mayErase={shown.allowed.erasure === null}
            descriptions={evidence.kind === "open" ? evidence.evidence.descriptions : []}
          />
          {shown.allowed.evidence === null && <CaseEvidence state={evidence} onOpen={props.onOpenEvidence} />}
        </>
      )}
      <section className="flex-1 border-rule border-t px-5 pb-5">
        <Tabs
          label={t("tabs.label")}
          tabs={tabs}
          value={tabs.some(({ id }) => id === tab) ? tab : "timeline"}
          onChange={setTab}
        />
      </section>
    </article>
  );
}
