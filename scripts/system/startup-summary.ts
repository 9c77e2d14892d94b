export interface StartupSummary {
  readonly graphqlUrl: string;
  readonly mailboxUrl: string;
  readonly providerUrl: string;
  readonly identityUrl: string;
  readonly logFolder: string;
  readonly tokens: Readonly<Record<'customer' | 'other-customer' | 'operator', string>>;
  /** The GraphQL document of the first order. */
  readonly firstOrder: string;
}

/** The request body on one line, escaped for single quotes in a shell. */
const asShellJson = (document: string): string => {
  const query = document
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return JSON.stringify({ query }).replaceAll("'", String.raw`'\''`);
};

/** Browsers treat `localhost` as a secure context. */
const asLocalhost = (url: string): string => url.replace('127.0.0.1', 'localhost');

/** The text that `npm start` prints when the system is running. */
export const startupSummary = (system: StartupSummary): string => {
  const graphqlUrl = asLocalhost(system.graphqlUrl);
  const tokens = Object.entries(system.tokens).map(([persona, token]) => `${persona}:\n${token}\n`);
  return `
The order management system is running.

  Sandbox            ${graphqlUrl}
  GraphiQL, offline  ${graphqlUrl.replace(/\/graphql$/, '/graphiql')}
  Mailbox            ${asLocalhost(system.mailboxUrl)}
  Payment provider   ${asLocalhost(system.providerUrl)}
  Identity provider  ${asLocalhost(system.identityUrl)}
  Logs               ${system.logFolder}

Access tokens (print a new one: npm run -s token -- customer)

${tokens.join('\n')}
A first order, for the Sandbox with the customer's token:

${system.firstOrder.trim()}

or from a shell:

curl -s ${graphqlUrl} -H 'content-type: application/json' \\
  -H 'authorization: Bearer ${system.tokens.customer}' \\
  -d '${asShellJson(system.firstOrder)}'

npm run demo runs example scenarios of orders. Ctrl-C stops the system; its data is kept until npm run reset.
`;
};
