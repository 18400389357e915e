/** The store's tables, column by column as SQL names them. */
export type Tables = {
  readonly replies: ReplyTable;
  readonly runs: RunTable;
  readonly looks: LookTable;
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
];
