"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { sentenceOf, useTRPC } from "@/components/trpc/provider";
import { Button } from "@/components/ui/button";
import { AlertDialog } from "@/components/ui/dialog";
import { Rail } from "@/components/ui/page";
import { ErrorState } from "@/components/ui/states";
import { Time } from "@/components/ui/time";
import { sentenceIn } from "@/messages/languages";
import { type Role, roles } from "@/server/kernel/actor";
import type { StaffPerson } from "./staff-screen";
import { useAfterStaffAct } from "./use-staff-act";

type PersonRailProps = { person: StaffPerson; waiting: readonly Role[] };

/** One person: her roles, sessions and account, each act with the reason when it is not to be had. */
export function PersonRail({ person, waiting }: PersonRailProps) {
  const t = useTranslations();
  const locale = useLocale();
  const trpc = useTRPC();
  const after = useAfterStaffAct();
  const [asking, setAsking] = useState(false);
  const name = person.name;
  const words = (role: Role) => ({ name, role: t(`common.role.${role}`) });
  const grant = useMutation(
    trpc.staff.grant.mutationOptions({
      onSuccess: (result, { role }) => after(t(`staff.said.${result}`, words(role))),
    }),
  );
  const withdraw = useMutation(
    trpc.staff.withdraw.mutationOptions({ onSuccess: (_, { role }) => after(t("staff.said.withdrawn", words(role))) }),
  );
  const end = useMutation(
    trpc.staff.revokeSessions.mutationOptions({ onSuccess: (count) => after(t("staff.said.ended", { count })) }),
  );
  const deactivate = useMutation(
    trpc.staff.deactivate.mutationOptions({
      onSuccess: () => {
        setAsking(false);
        return after(t("staff.said.deactivated", { name }));
      },
      onError: () => setAsking(false),
    }),
  );
  const reactivate = useMutation(
    trpc.staff.reactivate.mutationOptions({ onSuccess: () => after(t("staff.said.reactivated", { name })) }),
  );
  const acts = [grant, withdraw, end, deactivate, reactivate];
  const error = acts.find((act) => act.error)?.error;
  const busy = acts.some((act) => act.isPending);
  const run = (act: () => void) => {
    for (const each of acts) each.reset();
    act();
  };
  const lines = roles.map((role) => {
    const held = person.held.find((each) => each.role === role);
    const offer = person.offered.find((each) => each.role === role);
    return { role, isHeld: held !== undefined, whyNot: held ? held.whyNot : offer?.whyNot, waits: offer?.waits };
  });
  return (
    <Rail title={name} aside={person.email}>
      {error && <ErrorState className="m-4" title={sentenceOf(error, locale)} />}
      <section className="px-4 py-3">
        <div className="mb-1 flex items-baseline justify-between">
          <h3 className="text-s">{t("staff.rail.roles")}</h3>
          <Link className="link text-xs" href="/settings/access">
            {t("staff.rail.rolesHelp")}
          </Link>
        </div>
        <ul>
          {lines.map(({ role, isHeld, whyNot, waits }) => (
            <li key={role} className="flex items-center gap-2 border-rule border-b py-1.5">
              <span className="min-w-0 flex-1">
                <span className={isHeld ? "font-bold" : "text-ink-2"}>
                  {waiting.includes(role) ? t("staff.waiting", words(role)) : t(`common.role.${role}`)}
                </span>
                {whyNot && <span className="block text-ink-3 text-xs">{sentenceIn(whyNot, locale)}</span>}
              </span>
              {!whyNot && (
                <Button
                  size="small"
                  disabled={busy}
                  aria-label={`${t(isHeld ? "staff.rail.withdraw" : waits ? "staff.rail.propose" : "staff.rail.grant")} ${t(`common.role.${role}`)}`}
                  onClick={() => run(() => (isHeld ? withdraw : grant).mutate({ staffId: person.id, role }))}
                >
                  {t(isHeld ? "staff.rail.withdraw" : waits ? "staff.rail.propose" : "staff.rail.grant")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section className="px-4 py-3">
        <h3 className="mb-1 text-s">{t("staff.rail.sessions")}</h3>
        <p>{t("staff.rail.open", { count: person.sessions })}</p>
        <p className="text-ink-3 text-xs">
          {person.seenAt ? (
            <>
              {t("staff.rail.seen")} <Time at={person.seenAt} />
            </>
          ) : (
            t("staff.rail.never")
          )}
        </p>
        {person.sessions > 0 && (
          <Button className="mt-2" disabled={busy} onClick={() => run(() => end.mutate({ staffId: person.id }))}>
            {t("staff.rail.endSessions")}
          </Button>
        )}
      </section>
      <section className="px-4 py-3">
        <h3 className="mb-1 text-s">{t("staff.rail.account")}</h3>
        {person.mayReactivate ? (
          <Button disabled={busy} onClick={() => run(() => reactivate.mutate({ staffId: person.id }))}>
            {t("staff.rail.reactivate")}
          </Button>
        ) : person.whyNotDeactivate ? (
          <p className="text-ink-3 text-xs">{sentenceIn(person.whyNotDeactivate, locale)}</p>
        ) : (
          <Button disabled={busy} onClick={() => setAsking(true)}>
            {t("staff.rail.deactivate")}
          </Button>
        )}
      </section>
      <AlertDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("staff.deactivate.title", { name })}
        description={t("staff.deactivate.body")}
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{t("common.cancel")}</Button>
            <Button look="pen" disabled={busy} onClick={() => run(() => deactivate.mutate({ staffId: person.id }))}>
              {t("staff.deactivate.confirm")}
            </Button>
          </>
        }
      />
    </Rail>
  );
}
