import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { LogStopped } from "@/components/audit/log-stopped";
import { DeliveryAlert } from "@/components/delivery/delivery-alert";
import { UndoPlace } from "@/components/enforcement/undo-offer";
import { ConsoleShell } from "@/components/shell/console-shell";
import { ApiProvider } from "@/components/trpc/provider";
import { keysCookie } from "@/messages/languages";
import { logStatus } from "@/server/audit/status";
import { deliveryAlerts } from "@/server/delivery/status";
import { chooseLanguageAction, signOutAction } from "@/server/staff/actions";
import { pageContext } from "@/server/trpc/caller";
import { requireViewer } from "@/server/trpc/page";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer();
  const singleKeys = (await cookies()).get(keysCookie)?.value !== "off";
  const { now } = await pageContext();
  const [log, undelivered] = await Promise.all([
    logStatus(now),
    viewer.permissions.includes("delivery.list") ? deliveryAlerts(now) : [],
  ]);
  const head = log?.checkpoint ? { size: log.checkpoint.size, ageSeconds: log.checkpoint.ageSeconds } : null;
  return (
    <NextIntlClientProvider>
      <ApiProvider>
        <ConsoleShell
          viewer={viewer}
          counts={{}}
          log={head}
          singleKeys={singleKeys}
          banner={
            <>
              {log?.stop && viewer.permissions.includes("audit.list") && <LogStopped stop={log.stop} />}
              {undelivered.length > 0 && <DeliveryAlert alerts={undelivered} />}
            </>
          }
          signOut={signOutAction}
          chooseLanguage={chooseLanguageAction}
        >
          {children}
          {viewer.permissions.includes("case.decide") && <UndoPlace />}
        </ConsoleShell>
      </ApiProvider>
    </NextIntlClientProvider>
  );
}
