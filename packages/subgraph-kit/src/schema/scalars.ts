import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isCurrency, type Instant } from '@oms/kernel';

const instant = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const decimal = /^-?(?:0|[1-9]\d{0,17})(?:\.\d{1,9})?$/;

const bad = (message: string): GraphQLError => new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });

/** `Date` rolls the 30th of February over to March; a client that writes it made a mistake. */
const isDay = (day: string): boolean => {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
};

const parseInstant = (value: unknown): Instant => {
  const [text, day] = (typeof value === 'string' ? instant.exec(value) : null) ?? [];
  const date = text === undefined || day === undefined || !isDay(day) ? undefined : new Date(text);
  if (date === undefined || Number.isNaN(date.getTime())) {
    throw bad('A DateTime is an ISO 8601 instant with its offset, such as "2026-01-31T12:00:00.000Z".');
  }
  return date.getTime();
};

/** An `Instant`; or ISO 8601 text, which answers that were stored with an idempotency key may hold. */
const serializeInstant = (value: unknown): string => {
  const instant = typeof value === 'number' ? value : parseInstant(value);
  return new Date(instant).toISOString();
};

const parseDecimal = (value: unknown): string => {
  if (typeof value === 'string' && decimal.test(value)) return value;
  throw bad('A Decimal is a string such as "19.99".');
};

const parseCurrency = (value: unknown): string => {
  if (typeof value === 'string' && isCurrency(value)) return value;
  throw bad('A CurrencyCode is an ISO 4217 code such as "USD".');
};

interface ScalarRules<Internal> {
  readonly name: string;
  readonly parse: (value: unknown) => Internal;
  readonly serialize: (value: unknown) => string;
}

/** All of them are strings on the wire. */
const scalar = <Internal>({ name, parse, serialize }: ScalarRules<Internal>): GraphQLScalarType<Internal, string> =>
  new GraphQLScalarType({
    name,
    serialize,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });

/**
 * The API's own scalars; a subgraph has those that its SDL declares. Inside the process a DateTime is an `Instant`.
 *
 * Not those of graphql-scalars: its DateTime gives a `Date` and accepts the 30th of February, and it has no CurrencyCode
 * that knows the units of account of ISO 4217.
 */
export const scalars: Readonly<Record<string, GraphQLScalarType>> = {
  DateTime: scalar({ name: 'DateTime', parse: parseInstant, serialize: serializeInstant }),
  Decimal: scalar({ name: 'Decimal', parse: parseDecimal, serialize: parseDecimal }),
  CurrencyCode: scalar({ name: 'CurrencyCode', parse: parseCurrency, serialize: parseCurrency }),
};
