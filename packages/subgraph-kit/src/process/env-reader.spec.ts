import { ConfigError, envReader, type EnvReader, type Environment } from './env-reader';

const PORT = { min: 1, max: 65_535 };

describe('the environment of a process', () => {
  const read = <Value>(environment: Environment, take: (env: EnvReader) => Value): Value => {
    const env = envReader(environment);
    return env.complete(take(env));
  };

  it('gives what is set', () => {
    const environment = { URL: 'postgres://db/oms', NAME: ' ada ', PORT: '4001', MODE: 'slow' };
    const config = read(environment, (env) => ({
      url: env.url('URL'),
      name: env.required('NAME'),
      port: env.integer('PORT', PORT),
      mode: env.oneOf('MODE', ['fast', 'slow'], 'fast'),
    }));
    expect(config).toEqual({ url: 'postgres://db/oms', name: 'ada', port: 4001, mode: 'slow' });
  });

  it('falls back where that is allowed', () => {
    const config = read({ EMPTY: '' }, (env) => ({
      none: env.optional('NONE'),
      empty: env.optional('EMPTY', 'default'),
      port: env.integer('PORT', { ...PORT, fallback: 4001 }),
    }));
    expect(config).toEqual({ none: undefined, empty: 'default', port: 4001 });
  });

  it('tells everything that is wrong at once', () => {
    const take = (env: EnvReader) => [env.required('NAME'), env.url('URL'), env.integer('PORT', PORT)];
    expect(() => read({ URL: 'no url', PORT: '0' }, take)).toThrow(
      new ConfigError('NAME is missing; URL must be a URL; PORT must be an integer from 1 to 65535, not "0".'),
    );
  });

  it.each(['65536', '-1', '1.5', '1e3', '0x10', 'many', '9'.repeat(30)])('takes %j for no port', (text) => {
    expect(() => read({ PORT: text }, (env) => env.integer('PORT', PORT))).toThrow(ConfigError);
  });

  it('does not quote a secret', () => {
    expect(() => read({ KEY: 'hunter2' }, (env) => env.url('KEY'))).toThrow(new ConfigError('KEY must be a URL.'));
  });
});
