import { NextIntlClientProvider } from "next-intl";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { catalogue } from "@/messages/catalogue";
import { SingleKeys } from "./single-keys";
import { KeysProvider } from "./use-keys";

it.each([true, false])("stands as the keys of the page do: %s", (singles) => {
  const page = renderToStaticMarkup(
    <NextIntlClientProvider locale="en-GB" messages={catalogue("en")} timeZone="Asia/Shanghai">
      <KeysProvider singles={singles}>
        <SingleKeys />
      </KeysProvider>
    </NextIntlClientProvider>,
  );
  expect(/<input[^>]*\schecked=""/.test(page)).toBe(singles);
});
