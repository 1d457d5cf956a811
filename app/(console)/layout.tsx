import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { LogStopped } from "@/components/audit/log-stopped";
import { ConsoleShell } from "@/components/shell/console-shell";
import { ApiProvider } from "@/components/trpc/provider";
import { keysCookie } from "@/messages/languages";
import { logStatus } from "@/server/audit/status";
import { chooseLanguageAction, signOutAction } from "@/server/staff/actions";
import { pageContext } from "@/server/trpc/caller";
import { requireViewer } from "@/server/trpc/page";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer();
  const singleKeys = (await cookies()).get(keysCookie)?.value !== "off";
  const log = await logStatus((await pageContext()).now);
  const head = log?.lastSequencedAt ? { size: log.size, at: log.lastSequencedAt } : null;
  return (
    <NextIntlClientProvider>
      <ApiProvider>
        <ConsoleShell
          viewer={viewer}
          counts={{}}
          log={head}
          singleKeys={singleKeys}
          banner={log?.stop && viewer.permissions.includes("audit.list") && <LogStopped stop={log.stop} />}
          signOut={signOutAction}
          chooseLanguage={chooseLanguageAction}
        >
          {children}
        </ConsoleShell>
      </ApiProvider>
    </NextIntlClientProvider>
  );
}
