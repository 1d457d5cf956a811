"use client";

import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/states";
import { Time } from "@/components/ui/time";
import { sentenceIn } from "@/messages/languages";
import type { StaffList } from "./staff-screen";
import { useAfterStaffAct } from "./use-staff-act";

type Proposal = StaffList["proposals"][number];

/** Roles that wait for a second administrator. Nothing at all when none wait. */
export function Proposals({ proposals }: { proposals: readonly Proposal[] }) {
  const t = useTranslations("staff.proposals");
  if (proposals.length === 0) return null;
  return (
    <section aria-labelledby="proposals" className="mb-4 border-rule border-y py-3">
      <h2 id="proposals" className="text-s">
        {t("title")}
      </h2>
      <p className="text-ink-3 text-xs">{t("note")}</p>
      <ul className="mt-1">
        {proposals.map((proposal) => (
          <ProposalLine key={proposal.id} proposal={proposal} />
        ))}
      </ul>
    </section>
  );
}

function ProposalLine({ proposal }: { proposal: Proposal }) {
  const t = useTranslations();
  const locale = useLocale();
  const trpc = useTRPC();
  const after = useAfterStaffAct();
  const words = { name: proposal.name, role: t(`common.role.${proposal.role}`) };
  const confirm = useMutation(
    trpc.staff.confirm.mutationOptions({ onSuccess: () => after(t("staff.said.confirmed", words)) }),
  );
  const turnDown = useMutation(
    trpc.staff.turnDown.mutationOptions({ onSuccess: () => after(t("staff.said.returned")) }),
  );
  const error = confirm.error ?? turnDown.error;
  const waiting = confirm.isPending || turnDown.isPending;
  const given = { grantId: proposal.id };
  return (
    <li className="py-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1">
          {t("staff.proposals.line", { ...words, proposer: proposal.proposerName })}{" "}
          <Time at={proposal.proposedAt} form="short" className="text-ink-3 text-xs" />
          {proposal.whyNotConfirm && (
            <span className="block text-ink-3 text-xs">
              {proposal.isOwn ? t("staff.proposals.own") : sentenceIn(proposal.whyNotConfirm, locale)}
            </span>
          )}
        </span>
        <Button size="small" disabled={waiting} onClick={() => turnDown.mutate(given)}>
          {t(proposal.isOwn ? "staff.proposals.takeBack" : "staff.proposals.turnDown")}
        </Button>
        {!proposal.whyNotConfirm && (
          <Button size="small" disabled={waiting} onClick={() => confirm.mutate(given)}>
            {t("staff.proposals.confirm")}
          </Button>
        )}
      </div>
      {error && <ErrorState className="mt-1" title={sentenceOf(error, locale)} />}
    </li>
  );
}
