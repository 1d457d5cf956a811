"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpLink, splitLink, TRPCClientError } from "@trpc/client";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import type { Refusal } from "@/server/kernel/refusal";
import type { AppRouter } from "@/server/router";
import { browserQueryClient } from "./query-client";

export type RouterInputs = inferRouterInputs<AppRouter>;
export type RouterOutputs = inferRouterOutputs<AppRouter>;

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export { useTRPC, useTRPCClient };

/** The client of the console: queries in batches, each act alone so that it answers as soon as it is done. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const queryClient = browserQueryClient();
  const [client] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: (operation) => operation.type === "mutation",
          true: httpLink({ url: "/api/trpc", transformer: superjson }),
          false: httpBatchLink({ url: "/api/trpc", transformer: superjson, maxItems: 10 }),
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={client} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}

/** The refusal that a failed call carries, if it was refused. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data = error.data as { refusal?: Refusal | null } | null | undefined;
  return data?.refusal ?? null;
}

const inLanguage = (sentence: { zh: string; en: string }, locale: string) =>
  locale.startsWith("zh") ? sentence.zh : sentence.en;

/** What a failed call says to the person, in her language. */
export function sentenceOf(error: unknown, locale: string): string {
  const refusal = refusalOf(error);
  if (refusal) return inLanguage(refusal.sentence, locale);
  const data = error instanceof TRPCClientError ? (error.data as { id?: string | null } | null) : null;
  if (data?.id)
    return inLanguage({ zh: `系统出错，编号 ${data.id}。`, en: `Something failed; its number is ${data.id}.` }, locale);
  return inLanguage({ zh: "连不上服务器，请重试。", en: "The server could not be reached; try again." }, locale);
}

/** Everything that a refused call says about fields, in the language of the screen. */
export const faultsIn = (error: unknown, locale: string): { readonly pointer: string; readonly reason: string }[] =>
  (refusalOf(error)?.fields ?? []).map(({ pointer, reason }) => ({ pointer, reason: inLanguage(reason, locale) }));

/** What a refused call says about one field; undefined when it says nothing. `pointer` as in `/periodEnd`. */
export function fieldFault(error: unknown, pointer: string, locale: string): string | undefined {
  const fault = refusalOf(error)?.fields.find((field) => field.pointer === pointer);
  return fault ? inLanguage(fault.reason, locale) : undefined;
}
