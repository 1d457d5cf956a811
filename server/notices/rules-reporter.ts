import type { FieldFault } from "../kernel/refusal";
import { mentions, teller, tellsAnywhere } from "../privacy/rules-marks";
import { type NoticeTexts, noticeLanguages } from "./contract";
import { specOf, textKeys } from "./contract-placeholders";

const allOf = (texts: NoticeTexts) =>
  textKeys.flatMap((key) => noticeLanguages.map((language) => texts[key][language]));

/**
 * Texts of notices that would tell every reader who reported, each by its name and language. What the version in force
 * says already is left out: it was not written about anybody who reported since, and nobody can keep a text from being
 * published by giving its words as her contact.
 *
 * @param inForce null before the first version.
 * @param marks of reporters about whomsoever. Source: `domain.md`, invariant 13.
 */
export function namingFaults(
  texts: NoticeTexts,
  inForce: NoticeTexts | null,
  marks: readonly string[],
): readonly FieldFault[] {
  const tells = teller(allOf(texts).join("\n"));
  const told = teller(inForce ? allOf(inForce).join("\n") : "");
  const telling = marks.filter((mark) => tellsAnywhere(mark) && tells(mark) && !told(mark));
  if (telling.length === 0) return [];
  return textKeys.flatMap((key) => {
    const { names } = specOf(key);
    return noticeLanguages.flatMap((language) =>
      mentions(texts[key][language], telling)
        ? [
            {
              pointer: `/texts/${key}/${language}`,
              reason: {
                zh: `${names.zh}：不得出现举报人的身份信息`,
                en: `${names.en}: must not identify a reporter`,
              },
            },
          ]
        : [],
    );
  });
}
