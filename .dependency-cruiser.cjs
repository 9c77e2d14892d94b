const layer = (name) => `^subgraphs/([^/]+)/src/${name}/`;
/** What the build leaves out (the `exclude` of tsconfig.base.json), and the package of test helpers. */
const tests = '\\.(spec|int-spec)\\.ts$|/testing/|^packages/launcher/specs/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'Domain code is plain TypeScript. Pass the value in, or move the code to infrastructure.',
      from: { path: layer('domain'), pathNot: tests },
      to: { pathNot: ['^subgraphs/$1/src/domain/', '^packages/kernel/'] },
    },
    {
      name: 'application-knows-only-domain',
      severity: 'error',
      comment: 'Declare a port in application/ports and implement it in infrastructure.',
      from: { path: layer('application'), pathNot: tests },
      to: { pathNot: ['^subgraphs/$1/src/(application|domain)/', '^packages/kernel/'] },
    },
    {
      name: 'api-goes-through-use-cases',
      severity: 'error',
      comment: 'Resolvers call application/; they never touch the domain or the database.',
      from: { path: layer('api'), pathNot: tests },
      to: { path: '^subgraphs/$1/src/(domain|infrastructure)/' },
    },
    {
      name: 'infrastructure-does-not-serve',
      severity: 'error',
      comment: 'Infrastructure implements ports; the API is wired to it in composition.ts.',
      from: { path: layer('infrastructure') },
      to: { path: '^subgraphs/$1/src/api/' },
    },
    {
      name: 'contexts-do-not-touch',
      severity: 'error',
      comment: 'Contexts meet in packages/contracts and over NATS, never by import.',
      from: { path: '^subgraphs/([^/]+)/' },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'gateway-knows-only-schemas',
      severity: 'error',
      comment: 'The gateway serves any supergraph; a domain in it would be the first of many.',
      from: { path: '^gateway/' },
      to: { path: '^(subgraphs/|packages/(contracts|messaging|database|subgraph-kit)/)' },
    },
    {
      name: 'packages-know-no-context',
      severity: 'error',
      comment: 'A package serves every context alike.',
      from: { path: '^packages/' },
      to: { path: '^(subgraphs|gateway)/' },
    },
    {
      name: 'simulators-stand-outside',
      severity: 'error',
      comment: 'A simulator is the referee of the tests: it shares no code with what it judges.',
      from: { path: '^simulators/([^/]+)/', pathNot: tests },
      to: { path: '^(subgraphs|gateway|packages)/|^simulators/', pathNot: '^simulators/$1/' },
    },
    {
      name: 'production-imports-no-tests',
      severity: 'error',
      comment: 'Specs and testing/ folders are not built. What production code needs lives outside of them.',
      from: { path: '^(packages|gateway|subgraphs|simulators)/', pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A cycle has no beginning to read from.',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.cruise.json' },
    enhancedResolveOptions: { conditionNames: ['require', 'node', 'default'], mainFields: ['main', 'types'] },
  },
};
