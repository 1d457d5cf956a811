import { readFileSync } from "node:fs";
import path from "node:path";
import { encode } from "next-auth/jwt";
import postgres from "postgres";
import { ensureBuild } from "../bin/build.mjs";
import { type Installation, startInstallation } from "../e2e/world/installation";
import { config, forgetConfig } from "../server/config";
import type { Role, StaffActor } from "../server/kernel/actor";
import { addStaff } from "../server/staff/service/add";
import { signIn } from "../server/staff/service/sign-in";
import { type HttpClient, httpClient, ok } from "./http";
import type { Watched } from "./measure";

export type Person = { readonly actor: StaffActor; readonly cookie: string };

/** A whole installation under load: pages, worker and a durable database, each a process of its own. */
export type World = {
  readonly installation: Installation;
  readonly http: HttpClient;
  readonly watched: Watched;
  readonly apiHeaders: Record<string, string>;
  readonly sql: postgres.Sql;
  readonly people: (count: number, roles: readonly Role[]) => Promise<Person[]>;
  readonly query: (person: Person, procedure: string, input: unknown) => Promise<unknown>;
  readonly mutate: (person: Person, procedure: string, input: unknown) => Promise<unknown>;
  readonly stop: () => Promise<void>;
};

const password = "a password of the benchmark";

export async function startWorld(): Promise<World> {
  if (!(await ensureBuild(process.env.DOCKET_DIST_DIR ?? ".next", new AbortController().signal)))
    throw new Error("the build failed");
  const installation = await startInstallation({ isDurable: true, logDir: ".cache/bench" });
  Object.assign(process.env, installation.env);
  forgetConfig();
  const http = httpClient(installation.url, 32);
  const sql = postgres(installation.database.ownerUrl, { max: 20, onnotice: () => undefined });
  const postmaster = Number(
    readFileSync(path.join(await dataDirectory(installation.database.superUrl), "postmaster.pid"), "utf8").split(
      "\n",
    )[0],
  );
  let made = 0;
  const people = async (count: number, roles: readonly Role[]) => {
    const found: Person[] = [];
    for (let at = 0; at < count; at++) {
      const email = `bench${made++}@docket.test`;
      const id = await addStaff(
        { kind: "operator", command: "bench" },
        { email, name: `bench ${made}`, roles: [...roles] },
        { password },
        new Date(),
      );
      const sid = await signIn({ email, password }, "127.0.0.1", new Date());
      const token = await encode({ token: { sid }, secret: config().authSecret });
      found.push({ actor: { kind: "staff", id, roles, sessionId: sid }, cookie: `docket-session=${token}` });
    }
    return found;
  };
  const headers = (person: Person) => ({
    cookie: person.cookie,
    "content-type": "application/json",
    "sec-fetch-site": "same-origin",
  });
  const data = (body: string): unknown =>
    (JSON.parse(body) as { result: { data: { json: unknown } } }).result.data.json;
  return {
    installation,
    http,
    sql,
    watched: { server: installation.web().pid ?? null, database: postmaster },
    apiHeaders: { authorization: `Bearer ${config().demo?.apiKey}`, "content-type": "application/json" },
    people,
    query: async (person, procedure, input) =>
      data(
        ok(
          await http.send(
            "GET",
            `/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify({ json: input }))}`,
            headers(person),
          ),
        ).body,
      ),
    mutate: async (person, procedure, input) =>
      data(
        ok(await http.send("POST", `/api/trpc/${procedure}`, headers(person), JSON.stringify({ json: input }))).body,
      ),
    stop: async () => {
      http.close();
      await sql.end({ timeout: 2 });
      await installation.stop();
    },
  };
}

async function dataDirectory(superUrl: string): Promise<string> {
  const sql = postgres(superUrl, { max: 1 });
  const [row] = await sql<{ data_directory: string }[]>`show data_directory`;
  await sql.end();
  return row?.data_directory ?? "";
}
