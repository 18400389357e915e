/** What a peer is given: the work that ours does, and where the reader installed it. */
export type Work = {
  /** The folder of the project; peers write into it too. */
  readonly path: string;
  readonly dataset: string;
  readonly dimensions: readonly string[];
  readonly inFlight: number;
  readonly url: string;
  readonly installed: string;
};

/** A process that does the work with the peer. */
export type PeerRun = {
  readonly what: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** Another project's grading, shown beside ours where the reader has installed it. */
export type Peer = {
  /** What to install. */
  readonly packages: readonly string[];
  /** What it expects a grader to say. */
  readonly reply: object;
  /** Writes what the peer reads and names what is to be run, in that order. */
  readonly runs: (work: Work) => Promise<readonly PeerRun[]>;
};
