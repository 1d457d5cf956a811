import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import * as z from "zod";
import { createApi } from "./api";
import { readBody } from "./body";
import { serveApi } from "./serve";

it("serves an API over node's own server, bodies streamed both ways, and stops", async () => {
  const api = createApi();
  api.endpoint(
    {
      method: "post",
      path: "/echo",
      public: true,
      summary: "",
      answer: { status: 200, description: "", schema: z.unknown() },
    },
    async ({ request }) => new Response(Buffer.from(await readBody(request, 100_000))),
  );
  const server = await serveApi(api.fetch, { port: 0, host: "127.0.0.1" });
  const { port } = server.address() as AddressInfo;
  const send = (path: string, body?: string) =>
    fetch(`http://127.0.0.1:${port}/api/v1${path}`, { method: body ? "POST" : "GET", body });
  const text = "案卷".repeat(10_000);
  expect(await (await send("/echo", text)).text()).toBe(text);
  expect((await send("/echo", "x".repeat(100_001))).status).toBe(413);
  expect((await send("/nowhere")).status).toBe(404);
  expect((await send("/echo")).status).toBe(405);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await expect(send("/echo")).rejects.toThrow();
});
