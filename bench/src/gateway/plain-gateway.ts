import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';

/**
 * A gateway as in Apollo's documentation: `@apollo/gateway` on `startStandaloneServer`, forwarding the token.
 *
 * `plain-gateway.js SUPERGRAPH_FILE PORT`. It checks no tokens and has no limits, which is to its advantage.
 */
const [, , supergraphFile = '', port = ''] = process.argv;

interface Context {
  readonly authorization: string | undefined;
}

class ForwardingSource extends RemoteGraphQLDataSource<Context> {
  override willSendRequest({
    request,
    context,
  }: {
    request: { http?: { headers: { set(n: string, v: string): void } } };
    context: Partial<Context>;
  }): void {
    if (context.authorization !== undefined) request.http?.headers.set('authorization', context.authorization);
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(supergraphFile, 'utf8'),
  buildService: ({ url = '' }) => new ForwardingSource({ url }),
});

const main = async (): Promise<void> => {
  const server = new ApolloServer<Context>({ gateway });
  await startStandaloneServer(server, {
    listen: { port: Number(port), host: '127.0.0.1' },
    context: ({ req }) => Promise.resolve({ authorization: req.headers.authorization }),
  });
  process.stdout.write('ready\n');
};

void main();
