import { describe, expect, it } from "vitest";
import { permissionsOf } from "@/server/access/matrix";
import type { roles } from "@/server/kernel/actor";
import { pageOf, pages, pagesFor, permissionFor } from "./pages";

const seenBy = (role: (typeof roles)[number]) => pagesFor(permissionsOf([role])).map(({ id }) => id);

describe("the header", () => {
  it("shows a person what she may see and nothing else", () => {
    expect(seenBy("moderator")).toEqual(["queue", "approvals", "groups", "measures", "blacklist", "policies"]);
    expect(seenBy("admin")).toEqual(["policies", "settings"]);
    for (const role of ["lead", "compliance_officer"] as const) expect(seenBy(role)).toContain("settings");
    expect(seenBy("compliance_officer")).toContain("referrals");
    expect(seenBy("lead")).not.toContain("referrals");
    expect(seenBy("inspector")).toEqual([]);
    expect(pagesFor([])).toEqual([]);
  });

  it("gives each page a key of its own", () => {
    expect(new Set(pages.map(({ key }) => key)).size).toBe(pages.length);
  });

  it("knows the place of pages that it does not list", () => {
    expect(pageOf("/cases/C-000124")).toBe("queue");
    expect(pageOf("/accounts/x")).toBe("groups");
    expect(pageOf("/settings/keys")).toBe("settings");
    expect(pageOf("/queueing")).toBeNull();
  });

  it("names what opens a page", () => {
    expect(permissionFor("/audit")).toBe("audit.list");
    expect(permissionFor("/cases/C-000124")).toBe("case.read");
    expect(permissionFor("/nowhere")).toBeNull();
  });
});
