const lines: readonly RegExp[] = [
  /^transcribed by https?:\/\/otter\.ai\/?\.?$/i,
  /^(?:.{1,80} )?(?:started|stopped) (?:the )?transcription\.?$/i,
  /^(?:recording (?:in progress|started|stopped)|this meeting is being (?:recorded|transcribed))\.?$/i,
  /^(?:meeting|transcription) ended after [\d:]+.*$/i,
  /^this editable transcript was computer[- ]generated\b.*$/i,
  /^\[(?:blank_audio|music|silence|applause|no speech)\]$/i,
];

/** Whether a line is what a tool adds to every transcript. */
export function isBoilerplate(text: string): boolean {
  return lines.some((pattern) => pattern.test(text));
}

const silencePhrases: ReadonlySet<string> = new Set([
  "thank you for watching",
  "thanks for watching",
  "thank you so much for watching",
  "please subscribe",
  "please like and subscribe",
  "dont forget to like and subscribe",
  "don t forget to like and subscribe",
  "see you in the next video",
  "subtitles by the amara org community",
  "transcription by castingwords",
  "transcribed by https otter ai",
]);

/** Whether a sentence, as `soundOf` gives it, is one that recognisers make up where nobody speaks. */
export function isMadeUpInSilence(sound: string): boolean {
  return silencePhrases.has(sound);
}
