import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { fileAppeal } from "../../server/appeals/service/file";
import { tokenTo } from "../../server/appeals/testing/world";
import { clock } from "../../server/config";
import { decide } from "../../server/enforcement/service/decide";
import { after, day, hour } from "../../server/kernel/calendar";
import { makePerson } from "../../server/testing/cases";
import { claimed, onSubject, reportedCase } from "../../server/testing/enforcement";
import { askAs } from "../world/ask";
import { untilKeyWorks } from "../world/keyboard";
import { expect, test } from "../world/people";
import { wordsOf } from "../world/words";

const warned = { "zh-CN": /与举报内容逐字相同/, en: /word for word what a reporter wrote/ } as const;
const described = "昨天晚上他在群里让我先付三百九十八元保证金，付完就把我拉黑了。";

for (const language of ["zh-CN", "en"] as const)
  test(`An officer reads in ${language}, before she tells it, that she repeats a reporter's own words`, async ({
    signIn,
    baseURL,
  }) => {
    const told = wordsOf(language).appeals;
    const at = after(clock(), -2 * day);
    const moderator = await makePerson(["moderator"], "许清", at);
    const subject = { type: "account" as const, externalId: `quoted-${randomUUID()}` };
    const reporter = { externalId: `reporter-${randomUUID()}` };
    const found = await reportedCase({ subject, description: described, reporter }, at);
    const measures = [onSubject(found, "suspend_posting", 7)];
    await decide(moderator, await claimed(moderator, found, { measures }, at), at);
    const address = await tokenTo(found.id, found.subjectId);
    const { id: appealId } = await fileAppeal(address, { text: "我没有要求任何人付定金。" }, after(at, hour));

    const officer = await signIn("appeals", { language });
    const ask = askAs(officer.request, baseURL as string);
    await ask.appeals.take.mutate({ appealId, version: 1 });
    await ask.appeals.note.mutate({ appealId, version: 2, finding: "does_not", note: "证据中没有收款。" });
    await officer.goto(`/appeals/${appealId}`);
    const warning = officer.getByRole("status").filter({ hasText: warned[language] });
    const quoting = `经查，${described}情况属实。`;

    await untilKeyWorks(officer, "N");
    await officer.keyboard.press("n");
    const reasons = officer.getByRole("textbox", { name: told.reasons });
    await expect(reasons).toBeFocused();
    await officer.keyboard.insertText(quoting);
    await expect(warning).toBeVisible();
    expect((await new AxeBuilder({ page: officer }).analyze()).violations.map(({ id }) => id)).toEqual([]);
    await reasons.fill("证据不足以认定收款。");
    await expect(warning).toHaveCount(0);

    await reasons.blur();
    await untilKeyWorks(officer, "A");
    await officer.keyboard.press("a");
    const question = officer.getByRole("textbox", { name: told.ask.label });
    await expect(question).toBeFocused();
    await officer.keyboard.insertText(quoting);
    await expect(warning).toBeVisible();
    await question.fill("聊天记录由谁发出？");
    await expect(warning).toHaveCount(0);
    // It was a warning: what she asks in the end goes out as ever.
    await officer.keyboard.press("Control+Enter");
    await expect(question).toHaveCount(0);
  });
