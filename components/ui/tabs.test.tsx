import { lazy } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Tabs } from "./tabs";

test("the tabs stay, and keep the focus, while the code of a view is still on its way", () => {
  const Late = lazy(() => new Promise<never>(() => {}));
  const page = renderToStaticMarkup(
    <Tabs
      label="Views"
      value="late"
      tabs={[
        { id: "here", label: "Here", content: "here at once" },
        { id: "late", label: "Late", content: <Late /> },
      ]}
    />,
  );
  expect(page.match(/role="tab"/g)).toHaveLength(2);
  expect(page).toMatch(/aria-selected="true"[^>]*>Late/);
  expect(page).not.toContain("here at once");
});
