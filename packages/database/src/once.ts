import { createHash } from 'node:crypto';
import type { Retention } from './retention';
import { rowsOf, type Tx } from './sql';

const KEPT_DAYS = 7;

/** A client's request that is to take effect once. */
export interface OnceRequest {
  /** Whose key it is: two actors may use the same one. */
  readonly actorId: string;
  readonly operation: string;
  /** Undefined: each request takes effect. */
  readonly key: string | undefined;
  /** Plain JSON; the order of its fields does not matter. Only its hash is stored. */
  readonly input: unknown;
}

export interface Effect<A> {
  /** False for a refusal: nothing changed, so the same key may be tried again. */
  readonly keep: boolean;
  /** Plain JSON: a repeated request gets it back from the database. */
  readonly answer: A;
}

export type Once<A> = { readonly reused: false; readonly answer: A } | { readonly reused: true };

/** SQL of the table behind `once`, for a context's first migration. */
export const idempotencyTable = `
create table idempotency (
  caller text not null,
  operation text not null,
  key text not null,
  input_hash bytea not null,
  -- json, not jsonb: the answer comes back with its fields in the order in which they were given.
  answer json,
  created_at timestamptz not null default now(),
  primary key (caller, operation, key)
);
create index idempotency_created_at on idempotency using brin (created_at);
`;

/** For a migration after {@link idempotencyTable}: deletes find the oldest keys without reading the others. */
export const idempotencyByAge = `
drop index idempotency_created_at;
create index idempotency_by_age on idempotency (created_at);
`;

/** What every context with {@link idempotencyTable} declares. */
export const idempotencyRetention: Retention = {
  table: 'idempotency',
  column: 'created_at',
  olderThan: { days: KEPT_DAYS },
};

const sorted = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  if (value === null || typeof value !== 'object' || 'toJSON' in value) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, field]) => [key, sorted(field)]),
  );
};

/** One text for equal values, whatever the order of their fields; a field that is undefined counts as absent. */
const canonicalJson = (value: unknown): string => JSON.stringify({ value: sorted(value) });

/**
 * Takes the key, or waits for the transaction that holds it. A key past its retention is taken over. No row: it is used.
 */
const take = `
insert into idempotency as used (caller, operation, key, input_hash) values ($1, $2, $3, $4)
on conflict (caller, operation, key) do update
  set input_hash = excluded.input_hash, answer = null, created_at = excluded.created_at
  where used.created_at < now() - make_interval(days => ${KEPT_DAYS.toString()})
returning 1 as taken`;

const find = `select input_hash, answer from idempotency where caller = $1 and operation = $2 and key = $3`;
const keep = `update idempotency set answer = $4 where caller = $1 and operation = $2 and key = $3`;
const release = `delete from idempotency where caller = $1 and operation = $2 and key = $3`;

interface Used<A> {
  readonly input_hash: Buffer;
  readonly answer: A;
}

/**
 * Runs the effect once per actor, operation and key, and keeps its answer for 7 days, in the effect's own transaction.
 *
 * Duplicates that arrive meanwhile wait for the first, then get its answer. The same key with another input is reported
 * as `reused`, and takes no effect.
 */
export const once = async <A>(tx: Tx, request: OnceRequest, effect: () => Promise<Effect<A>>): Promise<Once<A>> => {
  const { actorId, operation, key } = request;
  if (key === undefined) return { reused: false, answer: (await effect()).answer };
  const id = [actorId, operation, key];
  const hash = createHash('sha256').update(canonicalJson(request.input)).digest();
  const taken = await rowsOf(tx, take, [...id, hash]);
  if (taken.length === 0) {
    const [used] = await rowsOf<Used<A>>(tx, find, id);
    if (used === undefined) throw new Error(`The idempotency key of ${operation} was deleted while it was read.`);
    return used.input_hash.equals(hash) ? { reused: false, answer: used.answer } : { reused: true };
  }
  const { keep: isKept, answer } = await effect();
  const text = JSON.stringify(answer);
  await (isKept ? rowsOf(tx, keep, [...id, text]) : rowsOf(tx, release, id));
  // As a repeated request will see it, so that the two cannot differ.
  return { reused: false, answer: JSON.parse(text) as A };
};
