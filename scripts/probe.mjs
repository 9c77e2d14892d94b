// A health check for containers without an HTTP client: node scripts/probe.mjs URL. Exit code 0 means healthy.
const RESPONSE_TIMEOUT_MS = 4_000;

const isHealthy = await fetch(process.argv[2], { signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS) }).then(
  (response) => response.ok,
  () => false,
);
process.exit(isHealthy ? 0 : 1);
