"use client";

import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { type RouterOutputs, sentenceOf, useTRPCClient } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { Masked } from "@/components/ui/masked";
import { ErrorState } from "@/components/ui/states";
import { StatusWord } from "@/components/ui/status-word";
import { Time } from "@/components/ui/time";
import { sentenceIn } from "@/messages/languages";
import { ConfirmDialog } from "./confirm-dialog";
import { HoldDialog } from "./hold-dialog";
import { ProposeDialog } from "./propose-dialog";
import { useRetentionAct } from "./use-retention-act";

type Standing = RouterOutputs["retention"]["standing"];
type Props = {
  /** How people call it: a code, or whose reporter. */
  name: string;
  standing: Standing;
  /** How it is set apart from what stands around it. */
  className?: string;
};
type Asked = "propose" | "confirm" | "hold" | { readonly lift: string };

/** Until when the records of an account, a group or a reporter are kept, what holds them, and who proposes to erase them. */
export function SubjectStanding({ name, standing, className = "mb-4 border-y" }: Props) {
  const t = useTranslations("retention");
  const locale = useLocale();
  const format = useFormatter();
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  const { kind, id, erased, holds, keptUntil, proposal, whyNotPropose } = standing;
  return (
    <section aria-labelledby="retention" className={classNames("max-w-[1100px] border-rule py-3", className)}>
      <h2 id="retention" className="mb-1 text-s">
        {t("title")}
      </h2>
      {erased ? (
        <p>
          <StatusWord glyph="cross">
            {erased.at
              ? t("erased", { day: format.dateTime(erased.at, "day"), name: erased.byName })
              : t("erasedElsewhere")}
          </StatusWord>
        </p>
      ) : (
        <>
          <p>
            {keptUntil ? t("keptUntil", { day: format.dateTime(keptUntil, "day") }) : t("keptOver")}{" "}
            <span className="text-ink-3 text-xs">{t("months", { count: standing.recordMonths })}</span>
          </p>
          <ul>
            {holds.map((hold) => (
              <HoldLine key={hold.id} hold={hold} onLift={() => setAsked({ lift: hold.id })} />
            ))}
          </ul>
          {proposal && standing.allowed.confirm && (
            <ProposalLine proposal={proposal} onConfirm={() => setAsked("confirm")} />
          )}
          <div className="mt-2 flex flex-wrap items-center gap-2">
            {standing.allowed.hold && (
              <Button size="small" onClick={() => setAsked("hold")}>
                {t("act.placeHold")}
              </Button>
            )}
            {!proposal && standing.allowed.propose && (
              <Button size="small" disabled={whyNotPropose !== null} onClick={() => setAsked("propose")}>
                {t("act.propose")}
              </Button>
            )}
            {!proposal && standing.allowed.propose && whyNotPropose && (
              <span className="text-ink-3 text-xs">{sentenceIn(whyNotPropose, locale)}</span>
            )}
          </div>
        </>
      )}
      {asked === "propose" && <ProposeDialog subject={{ kind, id }} name={name} onClose={close} />}
      {asked === "confirm" && proposal && (
        <ConfirmDialog erasureId={proposal.id} kind={kind} name={name} onClose={close} />
      )}
      {asked === "hold" && <HoldDialog subject={{ kind, id }} name={name} holdId={null} onClose={close} />}
      {typeof asked === "object" && asked && (
        <HoldDialog subject={{ kind, id }} name={name} holdId={asked.lift} onClose={close} />
      )}
    </section>
  );
}

function HoldLine({ hold, onLift }: { hold: Standing["holds"][number]; onLift: () => void }) {
  const t = useTranslations("retention");
  const locale = useLocale();
  const client = useTRPCClient();
  const reveal = async (reason: string) => {
    try {
      const { value } = await client.retention.revealHold.mutate({ holdId: hold.id, reason });
      return { ok: true as const, value };
    } catch (error) {
      return { ok: false as const, sentence: sentenceOf(error, locale) };
    }
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-1">
      <StatusWord glyph="bar">{t("hold", { name: hold.placedByName })}</StatusWord>
      <Time at={hold.placedAt} form="short" className="text-ink-3 text-xs" />
      <Masked label={t("holdReason")} masked={t("holdMasked")} reveal={reveal} />
      <Button size="small" onClick={onLift}>
        {t("act.liftHold")}
      </Button>
    </li>
  );
}

type Proposal = NonNullable<Standing["proposal"]>;

function ProposalLine({ proposal, onConfirm }: { proposal: Proposal; onConfirm: () => void }) {
  const t = useTranslations("retention");
  const locale = useLocale();
  const client = useTRPCClient();
  const turnDown = useRetentionAct(
    (erasureId: string) => client.retention.turnDown.mutate({ erasureId }),
    t("said.returned"),
  );
  const { whyNotConfirm } = proposal;
  return (
    <div className="py-1">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <StatusWord glyph="half">
          {t("proposal", { name: proposal.proposerName, ground: t(`ground.${proposal.ground}`) })}
        </StatusWord>
        <Time at={proposal.proposedAt} form="short" className="text-ink-3 text-xs" />
        <Button size="small" disabled={turnDown.isPending} onClick={() => turnDown.mutate(proposal.id)}>
          {t(proposal.isOwn ? "act.takeBack" : "act.turnDown")}
        </Button>
        {!whyNotConfirm && (
          <Button size="small" onClick={onConfirm}>
            {t("act.confirm")}
          </Button>
        )}
      </div>
      {whyNotConfirm && <p className="text-ink-3 text-xs">{sentenceIn(whyNotConfirm, locale)}</p>}
      {turnDown.error && <ErrorState className="mt-1" title={sentenceOf(turnDown.error, locale)} />}
    </div>
  );
}
