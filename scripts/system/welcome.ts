export interface Welcome {
  readonly graphqlUrl: string;
  readonly mailboxUrl: string;
  readonly providerUrl: string;
  readonly identityUrl: string;
  readonly logFolder: string;
  readonly tokens: Readonly<Record<'customer' | 'other-customer' | 'operator', string>>;
  /** The document of the first order. */
  readonly firstOrder: string;
}

/** On one line, and safe between single quotes of a shell. */
const asShellJson = (document: string): string => {
  const query = document
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return JSON.stringify({ query }).replaceAll("'", String.raw`'\''`);
};

/** `localhost` is what a person types, and what browsers treat as a secure place. */
const forPeople = (url: string): string => url.replace('127.0.0.1', 'localhost');

/** What `npm start` prints when everything runs. */
export const welcome = (system: Welcome): string => {
  const graphqlUrl = forPeople(system.graphqlUrl);
  const tokens = Object.entries(system.tokens).map(([persona, token]) => `${persona}:\n${token}\n`);
  return `
The order management system is running.

  Sandbox            ${graphqlUrl}
  GraphiQL, offline  ${graphqlUrl.replace(/\/graphql$/, '/graphiql')}
  Mailbox            ${forPeople(system.mailboxUrl)}
  Payment provider   ${forPeople(system.providerUrl)}
  Identity provider  ${forPeople(system.identityUrl)}
  Logs               ${system.logFolder}

Tokens (a fresh one at any time: npm run -s token -- customer)

${tokens.join('\n')}
A first order, for the Sandbox with the customer's token:

${system.firstOrder.trim()}

or from a shell:

curl -s ${graphqlUrl} -H 'content-type: application/json' \\
  -H 'authorization: Bearer ${system.tokens.customer}' \\
  -d '${asShellJson(system.firstOrder)}'

npm run demo plays every story of an order. Ctrl-C stops everything; the data stays until npm run reset.
`;
};
