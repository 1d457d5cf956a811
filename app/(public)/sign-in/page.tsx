import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "@/components/shell/client-messages";
import { ProviderFailure, ProviderSignIn } from "@/components/staff/provider-sign-in";
import { SignInForm } from "@/components/staff/sign-in-form";
import { SignInSheet } from "@/components/staff/sign-in-sheet";
import { logStatus } from "@/server/audit/status";
import { signInAction } from "@/server/staff/actions";
import { demoDoor } from "@/server/staff/demo";
import { hasProvider } from "@/server/staff/provider";
import { currentViewer } from "@/server/staff/session";
import { pageContext } from "@/server/trpc/caller";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signin"))("title") };
}

type SignInPageProps = { searchParams: Promise<{ next?: string | string[]; error?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  if (await currentViewer()) redirect("/");
  const { next: wish, error } = await searchParams;
  const next = typeof wish === "string" ? wish : "/";
  const offersProvider = hasProvider();
  const log = await logStatus((await pageContext()).now);
  const head = log?.lastSequencedAt ? { size: log.size, root: log.root, at: log.lastSequencedAt } : null;
  return (
    <ClientMessages of={["signin"]}>
      <SignInSheet log={head}>
        {offersProvider && <ProviderFailure error={error} />}
        <SignInForm action={signInAction} next={next} demo={demoDoor()} />
        {offersProvider && <ProviderSignIn next={next} />}
      </SignInSheet>
    </ClientMessages>
  );
}
