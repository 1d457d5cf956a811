"use client";

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import { useTRPC } from "@/components/trpc/provider";
import { Facts } from "@/components/ui/facts";
import { announce } from "@/components/ui/live-region";
import { Name } from "@/components/ui/name";
import { Panes, Rail, Section } from "@/components/ui/page";
import { StatusWord } from "@/components/ui/status-word";
import { showToast } from "@/components/ui/toast";
import { caseNumber } from "@/server/cases/contract-words";
import { ContentSections } from "./content-sections";
import { DraftRail } from "./draft-rail";
import { EvidenceChosen } from "./evidence-choice";
import { HandOverRail, ReceiptRail } from "./hand-over-rail";
import { PackageLink } from "./package-link";
import { ReasonDialog } from "./reason-dialog";
import { ReferralForm } from "./referral-form";
import { ReferralSteps } from "./referral-steps";
import { SealRail } from "./seal-rail";
import { stateGlyphs } from "./state-glyphs";
import { type ReferralView, useDraft } from "./use-draft";
import { useReferralActs } from "./use-referral-acts";

type Props = {
  number: string;
  asOf: Date;
  /** The evidence of a case, which another room shows. */
  evidence: (caseId: string) => ReactNode;
};

/** One referral: what is handed over to whom and why, what goes along, and the act that comes next. */
export function ReferralScreen({ number, asOf, evidence }: Props) {
  const trpc = useTRPC();
  const { data: shown } = useSuspenseQuery(trpc.referrals.get.queryOptions({ number }));
  // What is written into a draft outlives its saving; after each other act the page begins anew.
  const key = isDraft(shown) ? "draft" : shown.state;
  return <Opened key={key} shown={shown} asOf={asOf} evidence={evidence} />;
}

const isDraft = ({ state }: ReferralView) => state === "draft" || state === "returned";

function Opened({ shown, asOf, evidence }: Omit<Props, "number"> & { shown: ReferralView }) {
  const t = useTranslations("referrals");
  const trpc = useTRPC();
  const router = useRouter();
  const cache = useQueryClient();
  const first = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState<"return" | "abandon" | null>(null);
  const draft = useDraft(shown);
  const done = async (text: string) => {
    setAsking(null);
    showToast({ text });
    announce(text);
    await cache.invalidateQueries({ queryKey: trpc.referrals.pathKey() });
    router.refresh();
  };
  const acts = useReferralActs(shown, draft, done);
  const { looked, isBusy, fault } = acts;
  const abandon = () => setAsking("abandon");

  const rail = isDraft(shown) ? (
    <DraftRail
      shown={shown}
      isBusy={isBusy}
      fault={fault}
      onSave={acts.save}
      onPropose={acts.propose}
      onLook={acts.look}
      onAbandon={abandon}
    />
  ) : shown.state === "proposed" ? (
    <SealRail
      shown={shown}
      hasLooked={looked !== null}
      isBusy={isBusy}
      fault={fault}
      onLook={acts.look}
      onSeal={() => looked && acts.seal(looked.content)}
      onReturn={() => setAsking("return")}
      onAbandon={abandon}
    />
  ) : shown.state === "sealed" ? (
    <HandOverRail shown={shown} asOf={asOf} onDone={done} onAbandon={abandon} />
  ) : shown.state === "handed_over" ? (
    <ReceiptRail shown={shown} asOf={asOf} onDone={done} />
  ) : (
    <Rail title={t("rail.title")} aside={t("rail.aside")} isText={shown.package === null}>
      {shown.state === "acknowledged" && <PackageLink shown={shown} />}
      <ReferralSteps shown={shown} />
    </Rail>
  );
  return (
    <Panes rail={rail} railLabel={t("rail.title")}>
      <article>
        <Head shown={shown} />
        {isDraft(shown) ? (
          <ReferralForm shown={shown} draft={draft} fault={acts.fault} first={first} />
        ) : (
          <Fixed shown={shown} />
        )}
        {looked && <ContentSections looked={looked} />}
        {evidence(shown.case.id)}
      </article>
      {asking && (
        <ReasonDialog
          act={asking}
          isBusy={acts.isBusy}
          failure={acts.turnFailure}
          onSubmit={(reason) => acts.turn(asking, reason)}
          onClose={() => setAsking(null)}
        />
      )}
    </Panes>
  );
}

function Head({ shown }: { shown: ReferralView }) {
  const t = useTranslations("referrals");
  return (
    <header className="px-5 py-3.5">
      <div className="flex flex-wrap items-center gap-3 text-xs">
        <Link className="link" href="/referrals">
          {t("back")}
        </Link>
        <Link className="link font-mono" href={`/cases/${caseNumber(shown.case.number)}`}>
          {caseNumber(shown.case.number)}
        </Link>
        <StatusWord glyph={stateGlyphs[shown.state]}>{t(`state.${shown.state}`)}</StatusWord>
        {shown.danger && (
          <StatusWord glyph="triangle" tone="late">
            {t("danger")}
          </StatusWord>
        )}
      </div>
      <h1 className="my-1 flex min-w-0 flex-wrap items-baseline gap-x-3 text-xl">
        <span className="font-mono">{shown.number}</span>
        <Name of={shown.subject.name} />
      </h1>
      <p className="flex flex-wrap gap-3 text-ink-2">
        <span className="font-mono">{shown.subject.code}</span>
        <span>{t(`kind.${shown.subject.kind}`)}</span>
      </p>
    </header>
  );
}

/** What was written, once it is proposed. */
function Fixed({ shown }: { shown: ReferralView }) {
  const t = useTranslations("referrals");
  const { terms } = shown;
  const long = (text: string) => <span className="whitespace-pre-wrap">{text}</span>;
  return (
    <>
      <Section title={t("form.to")}>
        {terms ? (
          <Facts
            labelWidth="120px"
            facts={[
              { label: t("form.office"), value: shown.office },
              { label: t("form.contact"), value: terms.contact },
              { label: t("form.basis"), value: long(terms.basis) },
              { label: t("form.reason"), value: long(terms.reason) },
              ...(terms.reporterReason ? [{ label: t("form.reporterReason"), value: long(terms.reporterReason) }] : []),
            ]}
          />
        ) : (
          <p className="text-ink-2">{t("erased")}</p>
        )}
      </Section>
      <Section title={t("form.parts")}>
        <ul className="list-inside list-disc">
          {shown.parts.map((part) => (
            <li key={part}>{t(`part.${part}`)}</li>
          ))}
        </ul>
      </Section>
      <EvidenceChosen shown={shown} />
    </>
  );
}
