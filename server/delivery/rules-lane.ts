/** Few queues, so that the runner stays fast; one endpoint never waits for another. */
const lanesPerEndpoint = 32;

type Sent = { readonly id: string; readonly endpointId: string; readonly subjectId: string | null };

/** The job that sends a delivery. Those about one subject to one endpoint run one after the other. */
export function sendJob({ id, endpointId, subjectId }: Sent) {
  const lane = Number.parseInt((subjectId ?? "0").slice(-4), 16) % lanesPerEndpoint;
  return { identifier: "send", key: id, queueName: `${endpointId} ${lane}`, jobKey: `send ${id}` };
}
