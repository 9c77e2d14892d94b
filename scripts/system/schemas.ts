import { DATABASE, ensureSchemas, schemas } from '@oms/launcher';

const required = (name: string): string => {
  const value = process.env[name];
  if (value !== undefined && value !== '') return value;
  throw new Error(`${name} is not set.`);
};

/** Creates the schemas and roles of a deployment: DATABASE_URL is a superuser's, ORDERS_PASSWORD and the like are the roles' passwords. */
const main = async (): Promise<void> => {
  const owners = schemas.map((schema) => ({
    schema,
    role: schema,
    password: required(`${schema.toUpperCase()}_PASSWORD`),
  }));
  await ensureSchemas(required('DATABASE_URL'), DATABASE, owners);
  console.log(`The database ${DATABASE} has its schemas.`);
};

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
