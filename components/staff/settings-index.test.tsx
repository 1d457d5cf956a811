import { NextIntlClientProvider } from "next-intl";
import type { ComponentProps } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { catalogue } from "@/messages/catalogue";
import { formatsOf } from "@/messages/formats";
import { SettingsIndex } from "./settings-index";

type Shown = ComponentProps<typeof SettingsIndex>;

const text = (props: Partial<Shown>) =>
  renderToStaticMarkup(
    <NextIntlClientProvider
      locale="en-GB"
      messages={catalogue("en")}
      formats={formatsOf("en")}
      timeZone="Asia/Shanghai"
    >
      <SettingsIndex
        permissions={["settings.open", "staff.list", "key.manage", "connection.manage"]}
        staff={null}
        keys={null}
        connections={null}
        notices={null}
        erasures={null}
        endpoints={null}
        log={null}
        version="0"
        {...props}
      />
    </NextIntlClientProvider>,
  )
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");

const used = { revokedAt: null, isClosed: false };
const closed = { revokedAt: null, isClosed: true };
const revoked = { revokedAt: new Date(0), isClosed: false };

it("counts as in use what neither was revoked nor is a demo's outside demo mode, as the pages behind do", () => {
  expect(text({ keys: [used, closed, revoked] as unknown as Shown["keys"] })).toMatch(/\b1 in use/);
  expect(text({ connections: [closed] as unknown as Shown["connections"] })).toMatch(/none in use/);
});

it("counts as active who may sign in", () => {
  const rows = [
    { active: true, isClosed: false, held: [{ role: "lead" }] },
    { active: true, isClosed: true, held: [{ role: "lead" }] },
    { active: false, isClosed: false, held: [] },
  ];
  const list = (next: string | null) => ({ rows, proposals: [], next }) as unknown as Shown["staff"];
  expect(text({ staff: list(null) })).toMatch(/1 active person/);
  // Of a longer list than one page nothing is counted.
  expect(text({ staff: list("more") })).not.toMatch(/active p/);
});
