import * as z from "zod";
import { answerExport } from "../exports/answer";
import { IncidentInput, incidentRowStates } from "./contract";
import { exportSubjects } from "./service/export";

/** The address of the page, and the filter as it stands there; an empty one is none. */
const Asked = IncidentInput.extend({
  state: z.preprocess((result) => (result === "" ? undefined : result), z.enum(incidentRowStates).optional()),
});

type Parameters = { params: Promise<{ name: string }> };

/**
 * The subjects of an incident with their results as a file: those that its page lists under the filter of the address.
 * Permission: `incident.export`.
 */
export async function downloadIncident(request: Request, { params }: Parameters): Promise<Response> {
  const { name } = await params;
  return answerExport(
    request,
    "incident.export",
    ({ result }) => Asked.safeParse({ name, state: result }).data ?? null,
    (asked, { by, format, language, now }) =>
      exportSubjects(by, { name: asked.name, state: asked.state }, format, language, now),
  );
}
