import { dehydrate, HydrationBoundary, type QueryClient } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { cache, type ReactNode } from "react";
import { appRouter } from "@/server/router";
import { pageContext } from "@/server/trpc/caller";
import { makeQueryClient } from "./query-client";

const queryClient = cache(makeQueryClient);

/** The procedures as query options, for prefetching in a page. */
export const trpc = createTRPCOptionsProxy({ ctx: () => pageContext(), router: appRouter, queryClient });

type Fetchable = Parameters<ReturnType<typeof makeQueryClient>["prefetchQuery"]>[0];
type FetchablePages = Parameters<ReturnType<typeof makeQueryClient>["prefetchInfiniteQuery"]>[0];

/** tRPC marks the keys of lists that are read page by page. */
const isInfinite = (query: unknown) =>
  ((query as Fetchable).queryKey?.[1] as { type?: string } | undefined)?.type === "infinite";

/** Asks in the page what its components will ask: they render with the answer. A refusal shows where it belongs. */
export async function prefetch(...queries: readonly unknown[]): Promise<void> {
  await Promise.all(
    queries.map((query) =>
      isInfinite(query)
        ? queryClient().prefetchInfiniteQuery(query as FetchablePages)
        : queryClient().prefetchQuery(query as Fetchable),
    ),
  );
}

/** Asks as `prefetch` does, for a page that needs the answer too. Throws the refusal. */
export const asked: QueryClient["fetchQuery"] = (query) => queryClient().fetchQuery(query);

/** Hands what was prefetched to the components inside. */
export function Prefetched({ children }: { children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(queryClient())}>{children}</HydrationBoundary>;
}
