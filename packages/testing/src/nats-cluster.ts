import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, type GuardedProcess, natsBinary, spawnGuarded } from '@oms/launcher';
import { temporaryFolder } from './shared-servers';

const NODES = 3;

interface Node {
  readonly name: string;
  readonly port: number;
  readonly routePort: number;
}

/** Three servers with JetStream that form one cluster. */
export interface NatsCluster {
  /** Of all three, separated by commas. They may still be electing a leader. */
  readonly url: string;
  /** Stops them and removes their files. */
  remove(): Promise<void>;
}

const configurationOf = ({ name, port, routePort }: Node, folder: string, nodes: readonly Node[]): string => `
server_name: ${name}
listen: 127.0.0.1:${port.toString()}
jetstream { store_dir: ${JSON.stringify(folder)}, max_file_store: 1TB }
cluster {
  name: test
  listen: 127.0.0.1:${routePort.toString()}
  routes: [${nodes.map((node) => `"nats://127.0.0.1:${node.routePort.toString()}"`).join(', ')}]
}
`;

export const natsCluster = async (): Promise<NatsCluster> => {
  const home = temporaryFolder();
  const nodes: Node[] = [];
  for (let n = 1; n <= NODES; n += 1)
    nodes.push({ name: `n${n.toString()}`, port: await freePort(), routePort: await freePort() });
  const program = await natsBinary();

  const start = (node: Node): Promise<GuardedProcess> => {
    const folder = join(home, node.name);
    const configuration = join(folder, 'nats-server.conf');
    mkdirSync(folder);
    writeFileSync(configuration, configurationOf(node, folder, nodes));
    const logFile = join(home, `${node.name}.log`);
    return spawnGuarded({ name: node.name, file: program, args: ['-c', configuration], env: {}, logFile });
  };

  const processes = await Promise.all(nodes.map(start));
  return {
    url: nodes.map(({ port }) => `nats://127.0.0.1:${port.toString()}`).join(','),
    remove: async () => {
      await Promise.all(processes.map((each) => each.stop()));
      rmSync(home, { recursive: true, force: true });
    },
  };
};
