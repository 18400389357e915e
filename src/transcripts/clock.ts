/** Seconds of `1:02`, `00:01:02`, `00:01:02.500` or `00:01:02,5`; null for anything else. */
export function clockSeconds(text: string): number | null {
  const [, hours = "0", minutes = "", seconds = "", fraction = "0"] =
    /^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?$/.exec(text.trim()) ?? [];
  if (minutes === "") return null;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
}

/** Local times of day as seconds from the first one. No interview is six hours old when it begins. */
export function sinceFirst(times: readonly (number | null)[]): (number | null)[] {
  const first = times.find((time) => time !== null) ?? 0;
  const offset = first >= 6 * 3600 ? first : 0;
  return times.map((time) => (time === null ? null : Math.max(0, time - offset)));
}
