import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ClientMessages } from "@/components/shell/client-messages";
import { SignInForm } from "@/components/staff/sign-in-form";
import { SignInSheet } from "@/components/staff/sign-in-sheet";
import { logStatus } from "@/server/audit/status";
import { signInAction } from "@/server/staff/actions";
import { demoDoor } from "@/server/staff/demo";
import { currentViewer } from "@/server/staff/session";
import { pageContext } from "@/server/trpc/caller";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signin"))("title") };
}

type SignInPageProps = { searchParams: Promise<{ next?: string | string[] }> };

export default async function SignInPage({ searchParams }: SignInPageProps) {
  if (await currentViewer()) redirect("/");
  const { next } = await searchParams;
  const log = await logStatus((await pageContext()).now);
  const head = log?.lastSequencedAt ? { size: log.size, root: log.root, at: log.lastSequencedAt } : null;
  return (
    <ClientMessages of={["signin"]}>
      <SignInSheet log={head}>
        <SignInForm action={signInAction} next={typeof next === "string" ? next : "/"} demo={demoDoor()} />
      </SignInSheet>
    </ClientMessages>
  );
}
