// Prints a new access token of a persona and nothing else: `npm run -s token -- customer`.
// Without dependencies, so that it works in a clone without node_modules.
const PERSONAS = ['customer', 'other-customer', 'operator'];
const RESPONSE_TIMEOUT_MS = 5_000;

const fail = (line) => {
  console.error(line);
  process.exit(1);
};

const identityUrl = process.env.IDENTITY_URL ?? 'http://127.0.0.1:4020';
const persona = process.argv[2];
if (!PERSONAS.includes(persona)) fail(`Usage: npm run -s token -- ${PERSONAS.join('|')}`);

try {
  const response = await fetch(`${identityUrl}/token?persona=${persona}`, {
    method: 'POST',
    signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
  });
  const { access_token: token } = await response.json();
  if (typeof token !== 'string') throw new TypeError('no token in the response');
  console.log(token);
} catch {
  fail(`No identity provider answers at ${identityUrl}: run npm start in another terminal.`);
}
