type Problem = {
  readonly type?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly detail: string }[];
};

/** The sentence of a problem that the public API answered: of a field that is not as required, what is wrong with it. */
export async function problemSentence(answer: Response | null): Promise<string | null> {
  const problem = (await answer?.json().catch(() => null)) as Problem | null | undefined;
  const ofField = problem?.type?.endsWith(":http.fields") ? problem.errors?.[0]?.detail : undefined;
  return ofField ?? problem?.detail ?? null;
}
