import type { Role } from "../domain/transcript.ts";
import type { TalkFigures } from "./examine.ts";
import type { LanguageShare } from "./languages.ts";
import type { TalkProblem, TalkWarning } from "./talk.ts";

/** What was found in one file. */
export type Inspection =
  | {
      readonly file: string;
      readonly status: "read";
      readonly format: string;
      readonly figures: TalkFigures;
      /** The role of each label that a person or the label itself gave. */
      readonly roles: Readonly<Record<string, Role>>;
      /** Speakers that nobody gave a role: the file cannot be scored. */
      readonly unknownSpeakers: readonly string[];
      /** Why they have none; null where each has one. */
      readonly roleProblem: string | null;
      readonly languages: readonly LanguageShare[];
      readonly tokens: { readonly before: number; readonly after: number };
      /** How much there is that leads to a person, by kind. What has no listed name and no telling shape is not found. */
      readonly identifying: Readonly<Record<string, number>>;
      readonly warnings: readonly TalkWarning[];
    }
  | { readonly file: string; readonly status: "refused"; readonly problem: TalkProblem };
