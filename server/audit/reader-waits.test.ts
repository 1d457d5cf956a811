import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { formatVkey, verifierKeyOf } from "./note-key";

const program = fileURLToPath(new URL("./testing/verify_log.py", import.meta.url));

it("a reader of the log waits when it is told to, asks again, and gives up on any other refusal", async () => {
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    asked.push(request.url ?? "");
    answer.writeHead(asked.length === 1 ? 429 : 404, { "retry-after": "0" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const source = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const vkey = formatVkey(verifierKeyOf("docket/tried.test/log/1", new Uint8Array(32).fill(1)));
  const [status] = (await once(spawn("python3", [program, source, "--vkey", vkey], { stdio: "ignore" }), "close")) as [
    number,
  ];
  expect([status, asked]).toEqual([1, ["/checkpoint", "/checkpoint"]]);
  server.close();
});
