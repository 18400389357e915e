/** The store's tables, column by column as SQL names them. */
export type Tables = {
  readonly replies: ReplyTable;
  readonly runs: RunTable;
  readonly looks: LookTable;
  readonly batches: BatchTable;
  readonly batch_items: BatchItemTable;
  readonly reservations: ReservationTable;
  readonly spending: SpendingTable;
  readonly samples: SampleTable;
  readonly pseudonyms: PseudonymTable;
  readonly event_heads: EventHeadTable;
  readonly scorecards: ScorecardTable;
  readonly cohorts: CohortTable;
  readonly decisions: DecisionTable;
  readonly definitions: DefinitionTable;
};

export type ReplyTable = {
  readonly key: string;
  readonly provider: string;
  readonly base_url: string;
  readonly model: string;
  readonly sample: string;
  readonly dimension: string | null;
  readonly repeat: number;
  readonly attempt: number;
  readonly epoch: string;
  readonly text: string;
  readonly finish: string;
  readonly input_tokens: number;
  readonly cached_tokens: number;
  readonly cache_write_tokens: number;
  readonly output_tokens: number;
  readonly reasoning_tokens: number;
  readonly request_id: string | null;
  readonly usd: number | null;
  readonly price_source: string | null;
  readonly calls: number;
  /** JSON; null: probabilities were not asked for. */
  readonly level_tokens: string | null;
};

export type RunTable = {
  readonly id: string;
  readonly eval: string;
  readonly fingerprint: string;
  readonly document: string;
  readonly meta: string;
  readonly finished_at: string;
};

export type LookTable = {
  readonly dataset: string;
  readonly split: string;
  readonly fingerprint: string;
  readonly at: string;
};

/** The worst case of what a run is buying; a row goes when it is known what that cost. */
export type ReservationTable = {
  readonly id: string;
  readonly run: string;
  readonly sample: string;
  readonly usd: number;
};

/** What a run that is not complete has spent, in all (an empty sample) and per sample. */
export type SpendingTable = { readonly run: string; readonly sample: string; readonly usd: number };

/** A batch of requests: written (`prepared`), on its way (`submitting`), with the provider (`submitted`), its results kept (`collected`). */
export type BatchTable = {
  readonly id: string;
  readonly run: string;
  readonly base_url: string;
  readonly model: string;
  readonly account: string;
  readonly status: "prepared" | "submitting" | "submitted" | "collected";
  readonly remote_id: string | null;
  readonly requests: number;
  readonly submitted_at: string | null;
};

/** A request in a batch. Its line goes once the provider has it, its row once its reply is kept; a failure stays, to be counted. */
export type BatchItemTable = {
  readonly batch: string;
  readonly key: string;
  readonly sample: string;
  readonly dimension: string | null;
  readonly repeat: number;
  readonly attempt: number;
  readonly epoch: string;
  readonly line: string | null;
  readonly failure: string | null;
  /** What it may have cost at most; 0 once that is known to be nothing. */
  readonly worst_usd: number;
};

/** Whose answer a sample is, and the folder of its dataset: what must be found again when a candidate asks. */
export type SampleTable = {
  readonly dataset: string;
  readonly sample: string;
  readonly candidate: string;
  readonly folder: string;
};

/** The vault: what a placeholder in a candidate's answers stands for. */
export type PseudonymTable = {
  readonly dataset: string;
  readonly candidate: string;
  readonly placeholder: string;
  readonly kind: string;
  readonly form: string;
};

/** Where an event log ended when it was last written, so that a log cut short is noticed. */
export type EventHeadTable = { readonly log: string; readonly seq: number; readonly mac: string };

/** What became of a recording; the document holds no name. */
export type ScorecardTable = {
  readonly cohort: string;
  readonly sample: string;
  readonly candidate: string;
  readonly file: string;
  readonly document: string;
  readonly scored_at: string;
};

/** What a cohort's stage is scored by: one fingerprint, part by part. A cohort without stages has an empty one. */
export type CohortTable = {
  readonly cohort: string;
  readonly stage: string;
  readonly fingerprint: string;
  readonly parts: string;
};

/** What a named person decided on a candidate, or what the candidate asked for; the only place where an outcome is kept. */
export type DecisionTable = { readonly id: string; readonly candidate: string; readonly document: string };

/** A rubric or case study as it was when something was scored by it, under its sha256. */
export type DefinitionTable = { readonly hash: string; readonly document: string };

/** How a store came to be, one step per version, never changed once released. A store's version is how many steps it has taken. */
export const migrations: readonly string[] = [
  `
  create table replies (
    key text primary key,
    provider text not null,
    base_url text not null,
    model text not null,
    sample text not null,
    dimension text,
    repeat integer not null,
    attempt integer not null,
    epoch text not null,
    text text not null,
    finish text not null,
    input_tokens integer not null,
    cached_tokens integer not null,
    cache_write_tokens integer not null,
    output_tokens integer not null,
    reasoning_tokens integer not null,
    request_id text,
    usd double precision,
    price_source text,
    calls integer not null
  );
  create table runs (
    id text primary key,
    eval text not null,
    fingerprint text not null,
    document text not null,
    meta text not null,
    finished_at text not null
  );
  create index runs_by_time on runs (finished_at, id);
  `,
  `
  create table looks (
    dataset text not null,
    split text not null,
    fingerprint text not null,
    at text not null,
    primary key (dataset, split, fingerprint)
  );
  `,
  `
  create table reservations (
    id text primary key,
    run text not null,
    sample text not null,
    usd double precision not null
  );
  create index reservations_by_run on reservations (run, sample);
  create table spending (
    run text not null,
    sample text not null,
    usd double precision not null,
    primary key (run, sample)
  );
  `,
  `
  create table batches (
    id text primary key,
    run text not null,
    base_url text not null,
    model text not null,
    status text not null,
    remote_id text,
    requests integer not null,
    submitted_at text
  );
  create table batch_items (
    batch text not null,
    key text not null,
    sample text not null,
    dimension text,
    repeat integer not null,
    attempt integer not null,
    epoch text not null,
    line text,
    failure text,
    worst_usd double precision not null,
    primary key (batch, key)
  );
  create index batch_items_by_key on batch_items (key);
  create unique index batch_items_open on batch_items (key) where failure is null;
  `,
  `
  create table samples (
    dataset text not null,
    sample text not null,
    candidate text not null,
    folder text not null,
    primary key (dataset, sample)
  );
  create index samples_by_candidate on samples (candidate);
  create table pseudonyms (
    dataset text not null,
    candidate text not null,
    placeholder text not null,
    kind text not null,
    form text not null,
    primary key (dataset, candidate, placeholder)
  );
  create table event_heads (log text primary key, seq integer not null, mac text not null);
  `,
  `
  create table scorecards (
    cohort text not null,
    sample text not null,
    candidate text not null,
    file text not null,
    document text not null,
    scored_at text not null,
    primary key (cohort, sample)
  );
  create index scorecards_by_candidate on scorecards (candidate);
  create table cohorts (
    cohort text not null,
    stage text not null,
    fingerprint text not null,
    parts text not null,
    primary key (cohort, stage)
  );
  create table decisions (id text primary key, candidate text not null, document text not null);
  create index decisions_by_candidate on decisions (candidate);
  `,
  `
  alter table replies add column level_tokens text;
  `,
  `
  create table definitions (hash text primary key, document text not null);
  `,
  `
  alter table batches add column account text not null default '';
  `,
];
