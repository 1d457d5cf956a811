import { useTranslations } from "next-intl";

/** What stands between two facts of one line: full-width by itself in Chinese, between spaces in English. */
export const useDot = () => useTranslations("common")("dot");
