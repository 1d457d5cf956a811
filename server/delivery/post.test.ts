import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, vi } from "vitest";
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

  it.each([301, 302, 303, 307, 308])("follows no redirect: %i", async (status) => {
    receiver.answerWith = () => status;
    expect(await post(receiver.address, {}, "{}", true)).toEqual({ ok: false, status, failure: "redirect" });
    expect(receiver.heard).toHaveLength(1);
  });

  it("connects to the address that was checked: a name that is rebound a moment later changes nothing", async () => {
    const { port } = new URL(receiver.address);
    const answers = [[{ address: "127.0.0.1", family: 4 }], [{ address: "127.0.0.9", family: 4 }]];
    const find = vi.fn(async () => answers.shift() ?? []);
    expect(await post(`http://platform.example:${port}/hooks`, {}, "{}", true, find)).toEqual({
      ok: true,
      status: 204,
    });
    expect(find.mock.calls).toEqual([["platform.example"]]);
    expect(receiver.heard[0]?.headers.host).toBe(`platform.example:${port}`);
  });

  it.each([
    ["one of its addresses", ["1.1.1.1", "10.0.0.1"]],
    ["its only address", ["127.0.0.1"]],
    ["its IPv6 address", ["::1"]],
    ["an IPv4 address inside an IPv6 one", ["::ffff:7f00:1"]],
    ["the metadata of a cloud", ["169.254.169.254"]],
    ["a unique local address", ["2606:4700:4700::1111", "fd00:ec2::254"]],
  ])("refuses a public name when %s is private", async (_, addresses) => {
    const { port } = new URL(receiver.address);
    const find = async () => addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    expect(await post(`http://platform.example:${port}/`, {}, "{}", false, find)).toEqual({
      ok: false,
      status: null,
      failure: "private_address",
    });
    expect(receiver.heard).toEqual([]);
  });

  it.each(["[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "[::127.0.0.1]", "2130706433", "0x7f.1", "127.1"])(
    "refuses this machine however it is written: %s",
    async (host) => {
      const { port } = new URL(receiver.address);
      const find = vi.fn(async () => [{ address: "1.1.1.1", family: 4 }]);
      expect(await post(`http://${host}:${port}/`, {}, "{}", false, find)).toMatchObject({
        failure: "private_address",
      });
      expect(find).not.toHaveBeenCalled();
    },
  );

  it("says that a name has no address", async () => {
    const none = async () => [];
    const unknown = () => Promise.reject(new Error("ENOTFOUND"));
    for (const find of [none, unknown])
      expect(await post("https://nowhere.example/", {}, "{}", false, find)).toMatchObject({ failure: "dns" });
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
