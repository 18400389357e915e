/** Asks for the first alone and then for the rest together: of calls that share a prefix, the first fills the provider's cache. */
export async function firstAlone<Subject, Result>(
  subjects: readonly Subject[],
  ask: (subject: Subject) => Promise<Result>,
): Promise<Result[]> {
  const [first, ...rest] = subjects;
  if (first === undefined) return [];
  const opening = await ask(first);
  return [opening, ...(await Promise.all(rest.map(ask)))];
}
