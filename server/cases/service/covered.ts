import type { Reader } from "../../../db/client";
import { may } from "../../access/matrix";
import type { StaffActor } from "../../kernel/actor";
import { isUnviewedBy } from "../store-covered";

/**
 * Is what was decided on this case still covered for this person? From the moment that somebody appeals, whoever may rule
 * on it reads neither who decided nor why before she has noted a view of her own: not only in the appeal, but wherever
 * the case is shown. Source: `ux.md`, "On appeal the first decider's name and rationale are hidden".
 */
export const isCovered = async (tx: Reader, by: StaffActor, caseId: string): Promise<boolean> =>
  may(by.roles, "appeal.rule") && isUnviewedBy(tx, caseId, by.id);
