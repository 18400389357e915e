/** What a run, and a sample in it, may cost at most; null: no cap. */
export type Caps = { readonly runUsd: number | null; readonly sampleUsd: number | null };

/** The worst case of something about to be bought; `sample` is null where it is for many. */
export type Reservation = { readonly id: string; readonly sample: string | null; readonly usd: number };

/** What settled attempts cost, and the worst case of those under way or cut off. */
export type Totals = { readonly spentUsd: number; readonly reservedUsd: number };

/** The money of one run, kept where it outlives the process: a reservation that nobody settled stays, since its request may have left. */
export type Ledger = {
  /** Notes a reservation where it fits under the caps beside all that is noted; else notes nothing and says false. */
  readonly reserve: (reservation: Reservation, caps: Caps) => Promise<boolean>;
  /** Replaces a reservation by what it did cost; one that is not there was settled before. */
  readonly settle: (id: string, usd: number) => Promise<void>;
  /** Of the run, or of one sample in it. */
  readonly totals: (sample: string | null) => Promise<Totals>;
  /** The run is complete: another one starts from nothing. */
  readonly close: () => Promise<void>;
};

/** A ledger in memory, for what no later process needs to know. */
export function memoryLedger(): Ledger {
  const open = new Map<string, Reservation>();
  const settled: { readonly sample: string | null; readonly usd: number }[] = [];
  const sum = (entries: Iterable<{ sample: string | null; usd: number }>, sample: string | null): number =>
    [...entries]
      .filter((entry) => sample === null || entry.sample === sample)
      .reduce((total, { usd }) => total + usd, 0);
  const totals = (sample: string | null): Totals => ({
    spentUsd: sum(settled, sample),
    reservedUsd: sum(open.values(), sample),
  });
  const fits = (cap: number | null, sample: string | null, usd: number): boolean => {
    const { spentUsd, reservedUsd } = totals(sample);
    return cap === null || spentUsd + reservedUsd + usd <= cap;
  };
  return {
    reserve: async (reservation, caps) => {
      const { id, sample, usd } = reservation;
      const isAllowed =
        fits(caps.runUsd, null, usd) && (sample === null || fits(caps.sampleUsd, sample, usd));
      if (isAllowed) open.set(id, reservation);
      return isAllowed;
    },
    settle: async (id, usd) => {
      const reservation = open.get(id);
      if (reservation === undefined) return;
      open.delete(id);
      settled.push({ sample: reservation.sample, usd });
    },
    totals: async (sample) => totals(sample),
    close: async () => {
      open.clear();
      settled.length = 0;
    },
  };
}
