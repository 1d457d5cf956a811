import { randomUUID } from "node:crypto";
import { askAs } from "../world/ask";
import { untilHeld } from "../world/keyboard";
import { expect, test } from "../world/people";

/** A case of this test alone: somebody reports a group that nobody has heard of. */
async function newCase(baseURL: string | undefined): Promise<string> {
  const answer = await fetch(`${baseURL}/api/v1/reports`, {
    method: "POST",
    headers: { authorization: "Bearer docket-demo-key", "content-type": "application/json" },
    body: JSON.stringify({
      subject: { type: "group", externalId: `two-${randomUUID()}` },
      source: "in_app",
      evidence: [{ kind: "text", role: "reported", text: "出售二手车位，非诚勿扰。" }],
    }),
  });
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { case: string }).case;
}

test("One claims, the other sees who; a lost claim is told, and the draft is kept", async ({ signIn, baseURL }) => {
  const number = await newCase(baseURL);
  const first = await signIn("moderator");
  await first.clock.install();
  await first.goto(`/cases/${number}`);
  await untilHeld(first);

  // The second person sees who has it, and has no way around it.
  const second = await signIn("moderator2");
  await second.goto(`/cases/${number}`);
  await expect(second.getByRole("complementary", { name: "Decision" })).toContainText("许言 has been deciding");
  await expect(second.getByRole("button", { name: /^Submit and next/ })).toHaveCount(0);

  // The first writes; what she writes is kept on the server.
  await first.keyboard.press("n");
  await first.keyboard.type("写到一半的事实。");
  await first.clock.fastForward(5_000);
  await expect(first.getByText(/^Draft saved/)).toBeVisible();

  // Her claim is given back from another tab, and the second takes it.
  const ask = askAs(first.context().request, baseURL as string);
  const { id, lease } = await ask.cases.get.query({ number: Number(number.slice(2)) });
  await ask.cases.release.mutate({ caseId: id, token: lease?.token ?? "" });
  await second.reload();
  await untilHeld(second);

  // At the next sign of life the first is told who has it now; nothing that she wrote is lost.
  await first.clock.fastForward(31_000);
  const lost = first.getByRole("alert").filter({ hasText: "The claim has ended" });
  await expect(lost).toContainText("林静");
  await expect(lost).toContainText("Your draft is kept on the server.");
  await expect
    .poll(async () => JSON.stringify(await ask.cases.draft.query({ caseId: id })))
    .toContain("写到一半的事实。");
});
