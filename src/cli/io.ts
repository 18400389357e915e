/** Everything a command may touch besides the store: the only way in for arguments, environment, clock, chance and network. */
export type Io = {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether stderr is a terminal that can rewrite its line. */
  readonly isTerminal: boolean;
  readonly nodeVersion: string;
  readonly fetch: typeof fetch;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** In [0, 1); used for jitter and new epochs, never for results. */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Aborted when the person interrupts. */
  readonly interrupted: AbortSignal;
};
