/** Seconds of `1:02`, `00:01:02`, `00:01:02.500` or `00:01:02,5`; null for anything else. */
export function clockSeconds(text: string): number | null {
  const [, hours = "0", minutes = "", seconds = "", fraction = "0"] =
    /^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?$/.exec(text.trim()) ?? [];
  if (minutes === "") return null;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(`0.${fraction}`);
}

/** `00:01:02.500`, with `mark` before the thousandths. */
export function clockText(seconds: number, mark: string): string {
  const thousandths = Math.round(seconds * 1000);
  const part = (value: number, width: number): string => String(value).padStart(width, "0");
  const [hours, minutes] = [Math.floor(thousandths / 3_600_000), Math.floor(thousandths / 60_000) % 60];
  const whole = Math.floor(thousandths / 1000) % 60;
  return `${part(hours, 2)}:${part(minutes, 2)}:${part(whole, 2)}${mark}${part(thousandths % 1000, 3)}`;
}

/** Local times of day as seconds from the first one. No interview is six hours old when it begins. */
export function sinceFirst(times: readonly (number | null)[]): (number | null)[] {
  const first = times.find((time) => time !== null) ?? 0;
  const offset = first >= 6 * 3600 ? first : 0;
  return times.map((time) => (time === null ? null : Math.max(0, time - offset)));
}
