import { expect, it } from "vitest";
import { refusalOf } from "../testing/refusal";
import { readBody } from "./body";

const slow = (first: Uint8Array) => {
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(first),
    cancel: () => {
      isCancelled = true;
    },
  });
  const init: RequestInit & { duplex: "half" } = { method: "POST", body, duplex: "half" };
  return { request: new Request("http://docket.test/", init), isCancelled: () => isCancelled };
};

it("lets go of a body that does not arrive within its time", async () => {
  const { request, isCancelled } = slow(new Uint8Array(10));
  expect((await refusalOf(readBody(request, 100, 5)))?.code).toBe("http.aborted");
  expect(isCancelled()).toBe(true);
});

it("lets go of a body as soon as it is too large, whatever its length was said to be", async () => {
  const { request, isCancelled } = slow(new Uint8Array(101));
  expect((await refusalOf(readBody(request, 100)))?.code).toBe("http.too_large");
  expect(isCancelled()).toBe(true);
});
