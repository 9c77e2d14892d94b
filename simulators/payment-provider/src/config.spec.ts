import { readConfig } from './config';

const required = { DATA_DIR: '/data', API_KEY: 'sk_test' };

describe('the settings of the payment provider', () => {
  it('have defaults but for the folder and the key', () => {
    expect(readConfig({ ...required, LOG_LEVEL: '' })).toEqual({
      host: '127.0.0.1',
      port: 4010,
      dataDir: '/data',
      apiKey: 'sk_test',
      webhook: undefined,
      logLevel: 'info',
    });
  });

  it('name everything that is wrong in one line', () => {
    expect(() => readConfig({ PORT: '70000', WEBHOOK_URL: 'none' })).toThrow(
      'PORT must be a port number from 0 to 65535; DATA_DIR is missing; API_KEY is missing; ' +
        'WEBHOOK_URL must be a URL such as http://127.0.0.1:4003/webhooks/payments',
    );
  });

  it('need a secret for webhooks', () => {
    const WEBHOOK_URL = 'http://127.0.0.1:4003/webhooks/payments';
    expect(() => readConfig({ ...required, WEBHOOK_URL })).toThrow(new Error('WEBHOOK_SECRET is missing'));
    expect(readConfig({ ...required, WEBHOOK_URL, WEBHOOK_SECRET: 's' }).webhook).toEqual({
      url: new URL(WEBHOOK_URL),
      secret: 's',
    });
  });
});
