import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Wordmark } from "@/components/shell/header";
import { useDot } from "@/components/ui/dot";
import { Facts, Hash } from "@/components/ui/facts";
import { Time } from "@/components/ui/time";
import { idleMinutes, sessionHours } from "@/server/staff/contract";
import { PublicDoors } from "./public-doors";

/** The newest state of the audit log that anybody may know: its size, the root over it, and when. */
export type PublicLogHead = { size: number; root: string; at: Date };

type SignInSheetProps = {
  log: PublicLogHead | null;
  /** The form. */
  children: ReactNode;
};

/** Two doors on one sheet: staff at the left, everybody else at the right. */
export function SignInSheet({ log, children }: SignInSheetProps) {
  const t = useTranslations("signin");
  return (
    <div className="grid place-items-center max-tablet:place-items-stretch tablet:px-6 tablet:py-10">
      <div className="grid w-full max-w-[904px] grid-cols-[minmax(0,1fr)] border-rule-2 border-b bg-sheet tablet:grid-cols-[minmax(0,1fr)_384px] tablet:border">
        <section className="px-5 py-6 tablet:px-12 tablet:py-10">
          <Wordmark large />
          <h1 className="mt-6 mb-1 text-xl tablet:mt-10">{t("title")}</h1>
          <p className="text-ink-2">{t("staffOf")}</p>
          {children}
          <p className="mt-5 text-ink-3 text-xs">{t("logged", { hours: sessionHours, minutes: idleMinutes })}</p>
        </section>
        <section className="flex flex-col border-rule-2 px-5 py-6 max-tablet:border-t tablet:border-l tablet:px-8 tablet:pt-10 tablet:pb-8">
          <PublicDoors />
          {log && <LogFacts log={log} />}
        </section>
      </div>
    </div>
  );
}

function LogFacts({ log }: { log: PublicLogHead }) {
  const dot = useDot();
  const t = useTranslations("signin.log");
  const format = useFormatter();
  return (
    <div className="mt-auto pt-6">
      <h2 className="mb-1 text-s">{t("title")}</h2>
      <Facts
        size="small"
        labelWidth="84px"
        facts={[
          {
            key: "size",
            label: t("size"),
            value: (
              <>
                <span className="font-mono">#{format.number(log.size)}</span>
                {dot}
                <Time at={log.at} form="short" />
              </>
            ),
          },
          { key: "root", label: t("root"), value: <Hash value={log.root} /> },
        ]}
      />
    </div>
  );
}
