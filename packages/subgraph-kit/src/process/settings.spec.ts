import { ConfigError, readSettings, setting } from './settings';

const PORT = { min: 1, max: 65_535 };

describe('the environment of a process', () => {
  it('gives what is set', () => {
    const shape = {
      URL: setting.url(),
      NAME: setting.text(),
      PORT: setting.integer(PORT),
      MODE: setting.oneOf(['fast', 'slow'], 'fast'),
    };
    const environment = { URL: 'postgres://db/oms', NAME: ' ada ', PORT: '4001', MODE: 'slow', OTHER: 'x' };
    expect(readSettings(shape, environment)).toEqual({
      URL: 'postgres://db/oms',
      NAME: 'ada',
      PORT: 4001,
      MODE: 'slow',
    });
  });

  it('falls back where that is allowed', () => {
    const shape = {
      NONE: setting.text().optional(),
      EMPTY: setting.text().default('default'),
      PORT: setting.integer({ ...PORT, fallback: 4001 }),
      MODE: setting.oneOf(['fast', 'slow'], 'fast'),
    };
    expect(readSettings(shape, { EMPTY: '' })).toEqual({ EMPTY: 'default', PORT: 4001, MODE: 'fast' });
  });

  it('names everything that is wrong at once', () => {
    const shape = {
      NAME: setting.text(),
      URL: setting.url(),
      PORT: setting.integer(PORT),
      WAIT: setting.integer(PORT),
      MODE: setting.oneOf(['fast', 'slow'], 'fast'),
    };
    expect(() => readSettings(shape, { URL: 'no url', PORT: '0', MODE: 'idle' })).toThrow(
      new ConfigError(
        'NAME is missing; URL must be a URL; PORT must be an integer from 1 to 65535, not "0"; WAIT is missing; ' +
          'MODE must be one of fast, slow, not "idle".',
      ),
    );
  });

  it.each(['65536', '-1', '1.5', '1e3', '0x10', 'many', '9'.repeat(30)])('has no port %j', (text) => {
    const optional = { PORT: setting.integer({ ...PORT, fallback: 4001 }) };
    for (const shape of [{ PORT: setting.integer(PORT) }, optional])
      expect(() => readSettings(shape, { PORT: text })).toThrow(
        new ConfigError(`PORT must be an integer from 1 to 65535, not "${text}".`),
      );
  });

  it('does not quote a secret', () => {
    expect(() => readSettings({ KEY: setting.url() }, { KEY: 'hunter2' })).toThrow(
      new ConfigError('KEY must be a URL.'),
    );
  });
});
