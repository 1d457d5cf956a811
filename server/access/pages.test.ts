import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { pages } from "../../components/shell/pages";
import { settingsPages } from "../../components/staff/settings-pages";
import access from "../../messages/en/access.json";
import { api } from "../api";
import { roles } from "../kernel/actor";
import { matrix, may, permissions, permissionsOf } from "./matrix";
import { accessTable } from "./table";

const routeOf = (file: string) =>
  path.posix
    .dirname(path.posix.relative("app", file))
    .split("/")
    .filter((step) => !/^\(.*\)$/.test(step) && step !== ".")
    .reduce((whole, step) => `${whole}/${step}`, "") || "/";
const filesNamed = (name: string) =>
  readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === name)
    .map((file) => `app/${file.replaceAll(path.sep, "/")}`)
    .sort();
const pageFiles = filesNamed("page.tsx");

/** Pages without a session. Whoever adds one says so here. */
const publicPages = ["/sign-in", "/report/[receipt]", "/notice/[token]", "/appeal/[token]", "/rules"];
/** Pages that everybody signed in may open: her own. */
const ownPages = ["/account"];
/** Leads to the first page that the person may see, and shows nothing of anybody's. */
const firstPage = "/";

describe("every page", () => {
  it.each(pageFiles.filter((file) => file.startsWith("app/(console)/")))("%s asks the matrix first", (file) => {
    const text = readFileSync(file, "utf8");
    const body = text.slice(text.indexOf("export default"));
    const firstAwait = /await (\w+)\((?:"([\w.]+)")?/.exec(body);
    if (routeOf(file) === firstPage) {
      expect(body).toContain("redirect(");
      expect(text).not.toMatch(/\b(caller|prefetch|trpc\.)/);
      return;
    }
    if (ownPages.includes(routeOf(file))) {
      expect(firstAwait?.[1]).toBe("requireViewer");
      return;
    }
    expect(firstAwait?.[1]).toBe("requirePage");
    expect(permissions).toContain(firstAwait?.[2]);
  });

  it("outside the console is on the list of public pages", () => {
    const outside = pageFiles.filter((file) => !file.startsWith("app/(console)/")).map(routeOf);
    expect(outside.filter((route) => route !== firstPage && !publicPages.includes(route))).toEqual([]);
  });

  it("that the header leads to, and that exists, asks for the permission that the header shows", () => {
    for (const { href, permission } of pages) {
      const file = pageFiles.find((each) => each.startsWith("app/(console)/") && routeOf(each) === href);
      if (file) expect(readFileSync(file, "utf8")).toContain(`requirePage("${permission}")`);
    }
  });

  it("under /settings is on the index, and the index leads nowhere else", () => {
    const found = pageFiles.map(routeOf).filter((route) => /^\/settings\/[^/]+$/.test(route));
    expect(settingsPages.map(({ href }) => href).sort()).toEqual(found);
  });

  it("under /settings asks for the permission with which the index shows it", () => {
    for (const { href, permission } of settingsPages) {
      const file = pageFiles.find((each) => routeOf(each) === href);
      expect(readFileSync(file as string, "utf8")).toContain(`requirePage("${permission}")`);
    }
  });

  it("under /settings is within reach: the index opens to whoever may open one of its pages, and to nobody else", () => {
    for (const role of roles)
      expect([role, may([role], "settings.open")]).toEqual([
        role,
        settingsPages.some(({ permission }) => may([role], permission)),
      ]);
  });
});

describe("every endpoint", () => {
  /** Route files, and who lets people in. Whoever adds one says so here. */
  const doors: Readonly<Record<string, string>> = {
    "/api/trpc/[trpc]": "handleTrpc",
    "/api/auth/[...nextauth]": "handleAuth",
    "/api/v1/[...path]": "api",
    "/filings/[number]/files/[kind]": "downloadFile",
    "/appeals/[id]/files/[file]": "openAppealFile",
    "/measures/export": "downloadLedger",
    "/incidents/[name]/export": "downloadIncident",
    "/referrals/[number]/package": "downloadReferral",
    "/healthz": "",
    "/readyz": "",
    "/metrics": "metricsAnswer",
  };

  it.each(filesNamed("route.ts"))("%s is known", (file) => {
    const door = doors[routeOf(file)];
    expect(door, "add it to the list with its guard").toBeDefined();
    expect(readFileSync(file, "utf8")).toContain(door);
  });

  it("of the public API declares a scope, or is public on purpose", () => {
    const open = api()
      .listRoutes()
      .filter(({ scope }) => scope === null)
      .map(({ method, path: address }) => `${method} ${address}`);
    const allowed = [
      "get /openapi.json",
      "get /reports/{receipt}",
      "post /notices/{token}/appeal",
      "post /reports/{receipt}/objection",
      "post /notices/{token}/appeal/answer",
      "post /reports/{receipt}/objection/answer",
      "post /reports/{receipt}/withdrawal",
      "post /notices/{token}/appeal/files",
      "post /reports/{receipt}/objection/files",
      "post /notices/{token}/rectification",
    ];
    expect(open.filter((route) => !allowed.includes(route) && !/^get \/logs?\//.test(route))).toEqual([]);
    expect(api().listRoutes().length).toBeGreaterThan(open.length);
  });
});

describe("the matrix", () => {
  it("gives nobody without a role anything", () => {
    expect(permissionsOf([])).toEqual([]);
  });

  it("has words for each permission in the interface", () => {
    const words = access.may as Readonly<Record<string, Readonly<Record<string, string>>>>;
    const said = Object.entries(words).flatMap(([room, acts]) => Object.keys(acts).map((act) => `${room}.${act}`));
    expect(said.sort()).toEqual([...permissions].sort());
  });

  it.skipIf(!existsSync("README.md"))("is what the README says", () => {
    expect(readFileSync("README.md", "utf8")).toContain(accessTable());
  });

  it("keeps administrators out of cases and reveals, and managers from acting", () => {
    const admin = permissionsOf(["admin"]);
    expect(admin.filter((permission) => /^(case|registry|approval|measure|filing)\./.test(permission))).toEqual([]);
    expect(permissionsOf(["manager"])).toEqual(
      permissionsOf(["manager"]).filter((permission) => /\.(list|read)$/.test(permission)),
    );
    expect(permissionsOf(["inspector"])).toEqual([]);
  });
});

describe("defect 10: roles that should only triage can close, reassign or unassign anybody's report", () => {
  it("not here: a moderator decides what she holds, and moves nobody else's work", () => {
    for (const permission of [
      "case.reassign",
      "case.escalated",
      "measure.lift",
      "measure.reverse",
      "approval.rule",
    ] as const)
      expect([permission, may(["moderator"], permission)]).toEqual([permission, false]);
  });

  it("not here: whoever only reads cases may not claim, decide, escalate or reassign them", () => {
    const acts = ["case.claim", "case.decide", "case.escalate", "case.reassign"] as const;
    for (const role of ["manager", "appeals_officer", "compliance_officer", "admin", "inspector"] as const)
      for (const act of acts) expect([role, act, may([role], act)]).toEqual([role, act, false]);
  });

  it("not here: each such permission is held by somebody", () => {
    for (const permission of permissions) expect([permission, matrix[permission].length]).not.toEqual([permission, 0]);
  });
});
