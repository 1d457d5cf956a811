import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import { and, eq } from "drizzle-orm";
import ExcelJS from "exceljs";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { auditEvent } from "../../db/schema";
import type { Role, StaffActor } from "../kernel/actor";
import { after as later, minute } from "../kernel/calendar";
import { read } from "../read";
import { makePerson, testNow } from "../testing/cases";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { publishDefault } from "../testing/reports";
import { IncidentRowsInput, incidentNumber } from "./contract";
import { downloadIncident } from "./endpoint";
import { exportSubjects } from "./service/export";
import { listSubjects } from "./service/show";
import { carriedOut, content, drafted, makeSubjects, named } from "./testing/world";

const session = vi.hoisted(() => ({ current: null as { actor: StaffActor; roles: readonly Role[] } | null }));
// Cookies are Next's affair: who is signed in is the only thing that is put in its place.
vi.mock("../staff/session", () => ({ currentStaff: async () => session.current }));

useDatabase();
const now = testNow();
const people = new Map<Role, StaffActor>();
let second: StaffActor;
let name: string;
let incidentId: string;
const is = (role: Role) => people.get(role) as StaffActor;

/** Three groups: one is closed already, one is called like a formula; and two names that nobody has. */
beforeAll(async () => {
  await publishDefault(now);
  for (const role of ["moderator", "lead", "compliance_officer", "manager", "admin"] as const)
    people.set(role, await makePerson([role], role, now));
  second = await makePerson(["lead"], "何川", now);
  const ids = ["x-closed", "x-kept", "=HYPERLINK(1)"];
  await makeSubjects("group", ids, now);
  const closing = content(["x-closed"], { measure: { key: "close_group", parameters: {}, days: null } });
  await carriedOut([is("lead"), second], closing, now);
  const made = await carriedOut([is("lead"), second], content([...ids, "-nobody", "=nobody"]), now);
  name = incidentNumber(made.number);
  incidentId = made.incidentId;
});
beforeEach(() => as("compliance_officer"));

const as = (role: Role | null) => {
  session.current = role === null ? null : { actor: is(role), roles: is(role).roles };
};
const ask = (query: string, headers: Record<string, string> = {}, of = name) =>
  downloadIncident(new Request(`https://docket.test/incidents/${of}/export?${query}`, { headers }), {
    params: Promise.resolve({ name: of }),
  });
const entries = () => read((tx) => tx.$count(auditEvent));

type Made = Awaited<ReturnType<typeof exportSubjects>>;
async function bytesOf({ file }: Made): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file.stream()) pieces.push(piece);
  return Buffer.concat(pieces);
}
const linesOf = async (made: Made) =>
  parse(await bytesOf(made), { bom: true, columns: true }) as Record<string, string>[];
const exportOf = (format: "csv" | "xlsx", language: "en" | "zh-CN", state?: "done" | "left_out" | "waiting") =>
  exportSubjects(is("lead"), { name, state }, format, language, now);

/** The places that a person sees who turns every page. */
async function listed(id: string, state?: "done" | "left_out"): Promise<string[]> {
  const places: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listSubjects(IncidentRowsInput.parse({ incidentId: id, state, cursor, limit: 200 }));
    places.push(...page.rows.map(({ ordinal }) => String(ordinal)));
    if (page.next === null) return places;
    cursor = page.next;
  }
}

describe("the results of an incident as a file", () => {
  it("say of each subject what became of it, and of each name on the list that nobody has it", async () => {
    const lines = await linesOf(await exportOf("csv", "en"));
    expect(lines).toHaveLength(5);
    expect(lines.find((line) => line["The platform's id"] === "x-kept")).toMatchObject({
      "Kind of subject": "Group",
      Code: expect.stringMatching(/^G-/),
      Subject: "夜市 x-kept",
      Result: "Done",
      Cause: "",
      Measure: "Suspend posting",
      Case: expect.stringMatching(/^C-\d{6}$/),
      "Measure id": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "Settled (Beijing time)": expect.stringMatching(/^2026-11-22 \d\d:\d\d:\d\d$/),
    });
    expect(lines.find((line) => line["The platform's id"] === "x-closed")).toMatchObject({
      Result: "Left out",
      Cause: "closed or dissolved already",
      Measure: "",
      Case: "",
    });
    expect(lines.slice(3).map((line) => [line["The platform's id"], line.Result, line.Cause, line.Code])).toEqual([
      ["'-nobody", "Unknown", "nobody has this code or id", ""],
      ["'=nobody", "Unknown", "nobody has this code or id", ""],
    ]);
  });

  it("hold under a result exactly the rows that the page lists under it", async () => {
    for (const state of ["done", "left_out"] as const) {
      const made = await exportOf("csv", "en", state);
      const lines = await linesOf(made);
      expect(lines.map(({ Place }) => Place)).toEqual(await listed(incidentId, state));
      expect(made.rows).toBe(state === "done" ? 2 : 1);
    }
    expect(await linesOf(await exportOf("csv", "en", "waiting"))).toEqual([]);
  });

  it("know no limit of rows", async () => {
    const ids = named("many", 1_234);
    await makeSubjects("group", ids, now);
    const { number, incidentId: id } = await drafted(is("lead"), content(ids), now);
    const asked = { name: incidentNumber(number), state: undefined };
    const lines = await linesOf(await exportSubjects(is("lead"), asked, "csv", "en", now));
    expect(lines.map(({ Place }) => Place)).toEqual(await listed(id));
    expect(lines).toHaveLength(ids.length);
  });

  it("run nothing: no cell is a formula, in either format and language", async () => {
    const csv = parse(await bytesOf(await exportOf("csv", "zh-CN")), { bom: true }) as string[][];
    expect(csv.flat().filter((cell) => /^[=+\-@\t\r\n]/.test(cell))).toEqual([]);
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load((await bytesOf(await exportOf("xlsx", "zh-CN"))) as unknown as ExcelJS.Buffer);
    const [sheet] = workbook.worksheets;
    const cells = csv.map((line, row) => line.map((_, column) => sheet?.getCell(row + 1, column + 1).value ?? ""));
    expect([cells, sheet?.rowCount]).toEqual([csv, csv.length]);
    expect(sheet?.name).toBe("对象");
  });

  it("are in the log: who took which rows of which incident, how many, and the hash of the file", async () => {
    const at = later(now, minute);
    const made = await exportSubjects(is("lead"), { name, state: "done" }, "xlsx", "en", at);
    const bytes = await bytesOf(made);
    const found = await read((tx) =>
      tx
        .select({ body: auditEvent.bodyJson })
        .from(auditEvent)
        .where(and(eq(auditEvent.action, "disclosure.incident_exported"), eq(auditEvent.occurredAt, at))),
    );
    expect(found.map(({ body }) => body)).toMatchObject([
      {
        actor: `staff:${is("lead").id}`,
        pub: {
          incident: Number(name.slice(2)),
          format: "xlsx",
          filter: { state: "done" },
          rows: 2,
          sha256: createHash("sha256").update(bytes).digest("hex"),
        },
      },
    ]);
    expect(made.name).toBe(`${name}-2026-11-22.xlsx`);
  });

  it("of an incident that there is not are refused", async () => {
    for (const missing of ["I-9999", "nothing", "0190f000-0000-7000-8000-000000000000"]) {
      const asked = { name: missing, state: undefined };
      const refusal = await refusalOf(exportSubjects(is("lead"), asked, "csv", "en", now));
      expect(refusal?.code).toBe("incidents.missing");
    }
  });
});

describe("their endpoint", () => {
  it.each([
    [null, 401],
    ["moderator", 403],
    ["manager", 403],
    ["admin", 403],
    ["lead", 200],
    ["compliance_officer", 200],
  ] as const)("asks the matrix: %s gets %i, and only a file is logged", async (role, status) => {
    as(role);
    const before = await entries();
    const answer = await ask("format=csv");
    expect([answer.status, (await entries()) - before]).toEqual([status, status === 200 ? 1 : 0]);
    await answer.text();
  });

  it.each(["", "format=pdf", "format=csv&result=gone"])(
    "refuses “%s”: a filter that is none is never all of them",
    async (query) => {
      const before = await entries();
      expect([(await ask(query)).status, (await entries()) - before]).toEqual([400, 0]);
    },
  );

  it("refuses what another site's page asks for, and names what is missing in the person's language", async () => {
    expect((await ask("format=csv", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    const answer = await ask("format=csv&language=zh-CN", {}, "I-9999");
    expect([answer.status, await answer.text()]).toEqual([404, "没有这项应急处置\n"]);
  });

  it("gives a file that is saved and kept nowhere", async () => {
    const answer = await ask("format=csv&language=en&result=");
    const text = await answer.text();
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": expect.stringMatching(
        new RegExp(`^attachment; filename="${name}-\\d{4}-\\d\\d-\\d\\d\\.csv"$`),
      ),
      "content-length": String(Buffer.byteLength(text) + 3),
      "cache-control": "private, no-store",
    });
    expect(text).toContain('"Left out"');
  });
});
