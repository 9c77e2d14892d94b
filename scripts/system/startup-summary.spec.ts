import { execFileSync } from 'node:child_process';
import { startupSummary } from './startup-summary';

const system = {
  graphqlUrl: 'http://127.0.0.1:4000/graphql',
  mailboxUrl: 'http://127.0.0.1:4025',
  providerUrl: 'http://127.0.0.1:4010',
  identityUrl: 'http://127.0.0.1:4020',
  logFolder: '/var/oms/logs',
  tokens: { customer: 'token-of-ada', 'other-customer': 'token-of-grace', operator: 'token-of-olga' },
  firstOrder: `# A comment.\nmutation {\n  order(line1: "12 St James's Square") { id }\n}\n`,
};

describe('the startup summary', () => {
  it('contains addresses for a browser', () => {
    const text = startupSummary(system);
    expect(text).toContain('http://localhost:4000/graphql\n');
    expect(text).toContain('http://localhost:4000/graphiql\n');
    expect(text).toContain('other-customer:\ntoken-of-grace\n');
  });

  it('contains a first order that a shell passes on unchanged', () => {
    const body = /-d ('.*')\n/.exec(startupSummary(system))?.[1];
    const printed = execFileSync('sh', ['-c', `printf %s ${String(body)}`], { encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual({ query: `mutation { order(line1: "12 St James's Square") { id } }` });
  });
});
