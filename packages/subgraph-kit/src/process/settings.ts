import { z } from 'zod';

/** What is wrong with the environment, in one line for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

interface IntegerRules {
  readonly min: number;
  readonly max: number;
  /** Without it the variable is required. */
  readonly fallback?: number;
}

const MISSING = 'is missing';
const INTEGER = /^-?\d{1,15}$/;

/** The kinds of variables. Values are quoted in no message but those of numbers and choices: others may be secrets. */
export const setting = {
  text: () => z.string({ error: MISSING }),
  /** Any scheme. */
  url: () => z.string({ error: MISSING }).refine((text) => URL.canParse(text), 'must be a URL'),
  integer: ({ min, max, fallback }: IntegerRules) => {
    const text = z.string({ error: MISSING });
    return (fallback === undefined ? text : text.prefault(fallback.toString()))
      .transform((given) => ({ given, value: INTEGER.test(given) ? Number(given) : NaN }))
      .refine(({ value }) => value >= min && value <= max, {
        error: ({ input }) => {
          const { given } = input as { readonly given: string };
          return `must be an integer from ${min.toString()} to ${max.toString()}, not "${given}"`;
        },
      })
      .transform(({ value }) => value);
  },
  oneOf: <const Choice extends string>(choices: readonly Choice[], fallback: Choice) =>
    z
      .enum(choices, { error: ({ input }) => `must be one of ${choices.join(', ')}, not "${String(input)}"` })
      .default(fallback),
};

/**
 * Reads variables, by name. An empty one counts as missing.
 *
 * @throws {ConfigError} that names every variable that is wrong, so that one start reports everything that has to be set.
 */
export const readSettings = <Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Environment,
): z.output<z.ZodObject<Shape>> => {
  const given = Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => {
      const text = value?.trim() ?? '';
      return text === '' ? [] : [[name, text]];
    }),
  );
  const parsed = z.object(shape).safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new ConfigError(`${problems.join('; ')}.`);
};
