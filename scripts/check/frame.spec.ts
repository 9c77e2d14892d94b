import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const repository = join(__dirname, '..', '..');

const NAME = '[a-z][a-z0-9]*(?:-[a-z0-9]+)*';

/** What a subgraph may consist of, besides specs. `<name>` stands for any name, and `<port>` for that of one of its ports. */
const frame: readonly string[] = [
  'README.md',
  'package.json',
  'schema.graphql',
  'tsconfig.json',
  'src/main.ts',
  'src/composition.ts',
  'src/config.ts',
  'src/testing/<name>.ts',
  'src/domain/money.ts',
  'src/domain/<name>/<name>.ts',
  'src/application/index.ts',
  'src/application/access.ts',
  'src/application/commands/<name>.ts',
  'src/application/queries/get-<name>.ts',
  'src/application/queries/list-<name>.ts',
  'src/application/queries/watch-<name>.ts',
  'src/application/event-handlers/on-<name>.ts',
  'src/application/ports/<name>.ts',
  'src/application/testing/<name>.ts',
  'src/infrastructure/messaging/event-mapping.ts',
  'src/infrastructure/messaging/subscriptions.ts',
  'src/infrastructure/messaging/<port>.ts',
  'src/infrastructure/persistence/entities.ts',
  'src/infrastructure/persistence/entities/<name>.ts',
  'src/infrastructure/persistence/retentions.ts',
  'src/infrastructure/persistence/snapshot.ts',
  'src/infrastructure/persistence/<name>-repository.ts',
  'src/infrastructure/persistence/<name>-row.ts',
  'src/infrastructure/persistence/<name>-views.ts',
  'src/infrastructure/persistence/<port>.ts',
  'src/infrastructure/persistence/migrations/index.ts',
  'src/infrastructure/persistence/migrations/<timestamp>-<name>.ts',
  'src/infrastructure/workers/<name>-worker.ts',
  'src/infrastructure/<remote party>/<name>.ts',
  'src/api/context.ts',
  'src/api/inputs.ts',
  'src/api/loaders.ts',
  'src/api/mappers.ts',
  'src/api/user-errors.ts',
  'src/api/<name>-route.ts',
  'src/api/generated/schema-types.ts',
  'src/api/resolvers/index.ts',
  'src/api/resolvers/<name>.ts',
];

/** Files that stand beside the frame, each with its reason. Nothing is added here that could be named as in the frame. */
const exceptions: Readonly<Record<string, string>> = {
  'orders/src/application/queries/change-stream.ts': 'what both subscriptions of orders are made of',
  'orders/src/application/recorded-event.ts': 'an entry of the timeline, of which two ports and two handlers make use',
  'orders/src/infrastructure/persistence/dead-letter-projection.ts':
    'the writing half of the dead letters: events to rows',
  'orders/src/infrastructure/persistence/order-list.ts': 'the statements of the list in order-views.ts',
  'orders/src/infrastructure/persistence/order-number.ts': 'a generator of numbers, beside that of ids',
  'payments/src/infrastructure/persistence/insert-together.ts': 'rows of several requests in one statement',
  'payments/src/infrastructure/persistence/intent-rows.ts': 'events to the rows of attempts and refunds',
  'payments/src/infrastructure/persistence/payment-lock.ts': 'the one order of locks, for a repository and two queues',
  'payments/src/infrastructure/persistence/write-payments.ts': 'the writing half of payment-repository.ts',
};

/** Each remote party has a folder in infrastructure. */
const remoteParties = ['carrier', 'mail', 'provider', 'sms'];

const specSuffix = /\.(int-)?spec\.ts$/;

const patternOf = (path: string, ports: readonly string[]): RegExp =>
  new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replaceAll('<name>', NAME)
      .replaceAll('<port>', ports.length === 0 ? '(?!)' : `(?:${ports.join('|')})`)
      .replaceAll('<timestamp>', '\\d{13}')
      .replaceAll('<remote party>', `(?:${remoteParties.join('|')})`)}$`,
  );

/** Those of a subgraph's files, relative to its folder, that have no place in the frame. A spec has one beside code, or in `src`. */
const outsideTheFrame = (files: readonly string[]): readonly string[] => {
  const ports = files.flatMap((file) => /^src\/application\/ports\/([^/]+)\.ts$/.exec(file)?.[1] ?? []);
  const patterns = frame.map((path) => patternOf(path, ports));
  const code = files.filter((file) => !specSuffix.test(file));
  const placed = code.filter((file) => patterns.some((pattern) => pattern.test(file)));
  const folders = new Set(['src', ...placed.map((file) => dirname(file))]);
  const isPlacedSpec = (file: string): boolean =>
    specSuffix.test(file) &&
    folders.has(dirname(file)) &&
    new RegExp(`^${NAME}$`).test(basename(file).replace(specSuffix, ''));
  return files.filter((file) => !placed.includes(file) && !isPlacedSpec(file));
};

/** A file is a subject: below this it is usually half of one. */
const LINES_MIN = 15;

/** Files whose names the frame gives may be short, as may ports, resolvers and what tests use. */
const mayBeShort =
  /\/(main|index|config|access|money|commands|events|refusals|entities|retentions|snapshot)\.ts$|\/(api|ports|migrations|testing)\//;

/** Short files in the same folder, which are to be joined with each other or with what they are read with. */
const shortNeighbours = (linesOf: ReadonlyMap<string, number>): readonly (readonly string[])[] => {
  const short = [...linesOf].filter(
    ([file, lines]) => lines < LINES_MIN && !specSuffix.test(file) && !mayBeShort.test(file),
  );
  const folders = new Set(short.map(([file]) => dirname(file)));
  const byFolder = [...folders].map((folder) => short.map(([file]) => file).filter((file) => dirname(file) === folder));
  return byFolder.filter((neighbours) => neighbours.length > 1);
};

const listed = ['ls-files', '--cached', '--others', '--exclude-standard', 'subgraphs'];
const tracked = execFileSync('git', listed, { cwd: repository, encoding: 'utf8' })
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(repository, file)));

/** The files of each subgraph, relative to its folder. */
const subgraphs = new Map<string, string[]>();
for (const file of tracked) {
  const [, name = '', path = ''] = /^subgraphs\/([^/]+)\/(.+)$/.exec(file) ?? [];
  subgraphs.set(name, [...(subgraphs.get(name) ?? []), path]);
}

const jsonOf = (name: string, file: string): Readonly<Record<string, unknown>> =>
  JSON.parse(readFileSync(join(repository, 'subgraphs', name, file), 'utf8')) as Readonly<Record<string, unknown>>;

describe('the frame of a subgraph', () => {
  const outside = (name: string, files: readonly string[]): readonly string[] =>
    outsideTheFrame(files).map((file) => `${name}/${file}`);

  it.each([...subgraphs])('has a place for every file of %s', (name, files) => {
    expect(outside(name, files).filter((file) => exceptions[file] === undefined)).toEqual([]);
  });

  it('has no exception that is none', () => {
    const all = [...subgraphs].flatMap(([name, files]) => outside(name, files));
    expect(Object.keys(exceptions).filter((file) => !all.includes(file))).toEqual([]);
  });

  const minimal = ['src/main.ts', 'src/application/ports/order-queue.ts'];

  it.each([
    'index.ts',
    'src/index.ts',
    'src/helpers/text.ts',
    'src/domain/order.ts',
    'src/domain/order/order.service.ts',
    'src/application/place-order.ts',
    'src/application/queries/see-orders.ts',
    'src/application/event-handlers/hear-events.ts',
    'src/infrastructure/outbox/relay.ts',
    'src/infrastructure/messaging/handle.ts',
    'src/infrastructure/persistence/sql-orders.ts',
    'src/infrastructure/persistence/payment-queue.ts',
    'src/infrastructure/persistence/migrations/create-orders.ts',
    'src/infrastructure/workers/loop.ts',
    'src/api/resolvers.ts',
    'src/api/readers.ts',
    'src/ordering.spec/order.ts',
    'src/shop/ordering.spec.ts',
  ])('has no place for %s', (file) => {
    expect(outsideTheFrame([...minimal, file])).toEqual([file]);
  });

  it.each([
    'src/ordering.int-spec.ts',
    'src/application/ports/order-repository.ts',
    'src/application/ports/order-queue.spec.ts',
    'src/infrastructure/persistence/order-queue.ts',
    'src/infrastructure/persistence/migrations/1795700000000-use-event-log.ts',
  ])('has a place for %s', (file) => {
    expect(outsideTheFrame([...minimal, file])).toEqual([]);
  });

  it('has no two short files side by side', () => {
    const sources = tracked.filter((file) => /^subgraphs\/[^/]+\/src\/.*\.ts$/.test(file));
    const linesOf = (file: string): number => readFileSync(join(repository, file), 'utf8').split('\n').length - 1;
    expect(shortNeighbours(new Map(sources.map((file) => [file, linesOf(file)])))).toEqual([]);
    const commands = ['add', 'update'].map((verb) => `src/application/commands/${verb}-product.ts`);
    const [add = '', update = ''] = commands;
    const ports = ['src/application/ports/clock.ts', 'src/application/ports/ids.ts'];
    const short = new Map([...commands, ...ports].map((file) => [file, LINES_MIN - 1]));
    expect(shortNeighbours(short)).toEqual([commands]);
    expect(
      shortNeighbours(
        new Map([
          [add, LINES_MIN - 1],
          [update, LINES_MIN],
        ]),
      ),
    ).toEqual([]);
  });

  it('gives all packages one shape: only their names and dependencies differ', () => {
    const shapes = [...subgraphs.keys()].map((name) => {
      const { name: packageName, dependencies, devDependencies, ...manifest } = jsonOf(name, 'package.json');
      const project = { ...jsonOf(name, 'tsconfig.json'), references: 'of its own' };
      expect(packageName).toBe(`@oms/${name}`);
      for (const named of [dependencies, devDependencies]) {
        const order = Object.keys(named as object);
        expect({ name, order }).toEqual({ name, order: order.toSorted() });
      }
      return { keys: Object.keys(jsonOf(name, 'package.json')), manifest, project };
    });
    expect(shapes).toEqual(shapes.map(() => shapes[0]));
  });

  it('has in every subgraph what none can leave out', () => {
    const always = [
      'README.md',
      'schema.graphql',
      ...['main', 'composition', 'config'].map((file) => `src/${file}.ts`),
    ];
    for (const [name, files] of subgraphs)
      expect({ name, missing: always.filter((file) => !files.includes(file)) }).toEqual({ name, missing: [] });
  });
});
