/** What is wrong with the environment, in one line for whoever starts the process. */
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

export interface EnvReader {
  required(name: string): string;
  optional(name: string): string | undefined;
  optional(name: string, fallback: string): string;
  integer(name: string, rules: IntegerRules): number;
  /** Required; any scheme. */
  url(name: string): string;
  oneOf<const Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice;
  /** Gives back the config when every variable was fine; otherwise throws a ConfigError that names all that were not. */
  complete<Config>(config: Config): Config;
}

/**
 * Reads variables, and keeps what is wrong with them for `complete`, so that one start tells everything there is to set.
 * An empty variable counts as missing. Values are never quoted but for numbers and choices: they may be secrets.
 */
export const envReader = (environment: Environment): EnvReader => {
  const problems: string[] = [];

  const valueOf = (name: string): string | undefined => {
    const value = environment[name]?.trim();
    return value === '' ? undefined : value;
  };

  const required = (name: string): string => {
    const value = valueOf(name);
    if (value === undefined) problems.push(`${name} is missing`);
    return value ?? '';
  };

  function optional(name: string): string | undefined;
  function optional(name: string, fallback: string): string;
  function optional(name: string, fallback?: string): string | undefined {
    return valueOf(name) ?? fallback;
  }

  const integer = (name: string, { min, max, fallback }: IntegerRules): number => {
    const text = fallback === undefined ? required(name) : (valueOf(name) ?? fallback.toString());
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (text !== '' && !(value >= min && value <= max)) {
      problems.push(`${name} must be an integer from ${min.toString()} to ${max.toString()}, not "${text}"`);
    }
    return value;
  };

  const url = (name: string): string => {
    const value = required(name);
    if (value !== '' && !URL.canParse(value)) problems.push(`${name} must be a URL`);
    return value;
  };

  const oneOf = <const Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice => {
    const value = valueOf(name) ?? fallback;
    const choice = choices.find((each) => each === value);
    if (choice === undefined) problems.push(`${name} must be one of ${choices.join(', ')}, not "${value}"`);
    return choice ?? fallback;
  };

  const complete = <Config>(config: Config): Config => {
    if (problems.length > 0) throw new ConfigError(`${problems.join('; ')}.`);
    return config;
  };

  return { required, optional, integer, url, oneOf, complete };
};
