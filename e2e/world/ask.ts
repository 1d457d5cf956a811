import type { APIRequestContext } from "@playwright/test";
import { createTRPCClient, httpLink } from "@trpc/client";
import superjson from "superjson";
import type { AppRouter } from "../../server/router";

/**
 * Asks the procedures of an installation as the person whose session `request` carries.
 *
 * @param url the installation's address.
 */
export const askAs = (request: APIRequestContext, url: string) =>
  createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${url}/api/trpc`,
        transformer: superjson,
        fetch: async (address, init) => {
          const answer = await request.fetch(String(address), {
            method: init?.method,
            headers: { "content-type": "application/json", origin: url },
            data: typeof init?.body === "string" ? init.body : undefined,
          });
          return new Response(Uint8Array.from(await answer.body()), { status: answer.status() });
        },
      }),
    ],
  });
export type Asker = ReturnType<typeof askAs>;
