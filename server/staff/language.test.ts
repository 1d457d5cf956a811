import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { auditEvent } from "../../db/schema";
import { languageCookie } from "../../messages/languages";
import { clock } from "../config";
import { read } from "../read";
import { useDatabase } from "../testing/database";
import { refusalOf } from "../testing/refusal";
import { chooseLanguageAction, signInAction } from "./actions";
import { deactivateStaff } from "./service/accounts";
import { addStaff } from "./service/add";
import { chooseLanguage } from "./service/language";
import { signIn } from "./service/sign-in";
import { sessionCookie, staffOf, tokenOf } from "./session";

/** The browser at hand. Next.js keeps its cookies for a real request. */
const jar = vi.hoisted(() => new Map<string, string>());
vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { value: jar.get(name) } : undefined),
    set: (name: string, value: string) => jar.set(name, value),
  }),
}));
vi.mock("next/navigation", () => ({ redirect: () => ({ kind: "in" }) }));

useDatabase();
const password = "correct horse battery";
const operator = { kind: "operator", command: "test" } as const;
let made = 0;

async function newPerson() {
  const email = `p${made++}@docket.test`;
  const id = await addStaff(operator, { email, name: "许言", roles: [] }, { password }, clock());
  const session = async () => {
    const found = await staffOf(await signIn({ email, password }, email, clock()), clock());
    if (!found) throw new Error("no session");
    return found;
  };
  return { id, email, session };
}

const choose = (language: string) => {
  const form = new FormData();
  form.set("language", language);
  return chooseLanguageAction(form);
};
const entriesOf = (id: string) =>
  read((tx) =>
    tx
      .select({ action: auditEvent.action, version: auditEvent.subjectVersion, body: auditEvent.bodyJson })
      .from(auditEvent)
      .where(eq(auditEvent.subjectId, id)),
  );

beforeEach(() => jar.clear());

describe("a language", () => {
  it("that somebody chose is her next browser's, and in the log", async () => {
    const { id, email, session } = await newPerson();
    const { actor } = await session();
    jar.set(sessionCookie(), await tokenOf(actor.sessionId));
    await choose("zh-CN");
    expect(jar.get(languageCookie)).toBe("zh-CN");
    expect((await session()).language).toBe("zh-CN");
    const entries = (await entriesOf(id)).filter(({ action }) => action === "staff.language_chosen");
    expect(entries).toMatchObject([{ version: 2, body: { pub: { language: "zh-CN" } } }]);

    jar.clear();
    jar.set(languageCookie, "en");
    await signInAction({ email, password, next: "/" });
    expect(jar.get(languageCookie)).toBe("zh-CN");
  });

  it("that she has already is no new choice", async () => {
    const { id, session } = await newPerson();
    const { actor } = await session();
    expect(await chooseLanguage(actor, "en", clock())).toBe(true);
    expect(await chooseLanguage(actor, "en", clock())).toBe(false);
    expect((await entriesOf(id)).filter(({ action }) => action === "staff.language_chosen")).toHaveLength(1);
  });

  it("of somebody who never chose one stays the browser's", async () => {
    const { email } = await newPerson();
    jar.set(languageCookie, "en");
    await signInAction({ email, password, next: "/" });
    expect(jar.get(languageCookie)).toBe("en");
    jar.clear();
    await signInAction({ email, password, next: "/" });
    expect(jar.has(languageCookie)).toBe(false);
  });

  it("of a visitor is her browser's and nobody else's", async () => {
    await choose("en");
    expect([...jar]).toEqual([[languageCookie, "en"]]);
  });

  it("is one that there is", async () => {
    const { session } = await newPerson();
    const { actor } = await session();
    jar.set(sessionCookie(), await tokenOf(actor.sessionId));
    await choose("de");
    expect(jar.has(languageCookie)).toBe(false);
    expect((await session()).language).toBeNull();
  });

  it("is not chosen by somebody who was deactivated meanwhile", async () => {
    const { id, session } = await newPerson();
    const { actor } = await session();
    await deactivateStaff(operator, id, clock());
    expect((await refusalOf(chooseLanguage(actor, "en", clock())))?.code).toBe("staff.inactive");
  });
});
