import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { useReceiver } from "../testing/delivery";
import { post } from "./post";

const receiver = useReceiver(useDatabase(), testNow());

describe("posting", () => {
  it("refuses private addresses unless they are allowed, by name too", async () => {
    expect(await post(receiver.address, {}, "{}", false)).toEqual({
      ok: false,
      status: null,
      failure: "private_address",
    });
    const byName = receiver.address.replace("127.0.0.1", "localhost");
    expect(await post(byName, {}, "{}", false)).toMatchObject({ failure: "private_address" });
    expect(receiver.heard).toEqual([]);
    expect(await post(receiver.address, {}, "{}", true)).toEqual({ ok: true, status: 204 });
  });

  it("follows no redirect", async () => {
    receiver.answerWith = () => 302;
    expect(await post(receiver.address, {}, "{}", true)).toEqual({ ok: false, status: 302, failure: "redirect" });
    expect(receiver.heard).toHaveLength(1);
  });

  it("says in a word of ours that nobody listens", async () => {
    const closed = createServer();
    await new Promise<void>((done) => closed.listen(0, "127.0.0.1", done));
    const { port } = closed.address() as AddressInfo;
    await new Promise<void>((done) => closed.close(() => done()));
    expect(await post(`http://127.0.0.1:${port}/`, {}, "{}", true)).toEqual({
      ok: false,
      status: null,
      failure: "refused",
    });
  });

  it("does not read an answer without end", async () => {
    const endless = createServer((_, response) => {
      response.writeHead(200);
      const pour = () => {
        while (response.write("x".repeat(65_536)));
        response.once("drain", pour);
      };
      response.on("error", () => undefined);
      pour();
    });
    await new Promise<void>((done) => endless.listen(0, "127.0.0.1", done));
    const { port } = endless.address() as AddressInfo;
    expect(await post(`http://127.0.0.1:${port}/`, {}, "{}", true)).toMatchObject({ ok: true, status: 200 });
    endless.closeAllConnections();
    await new Promise<void>((done) => endless.close(() => done()));
  });
});
