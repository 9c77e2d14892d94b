export { composeGateway, type Gateway, type GatewayParts } from './composition';
export { ConfigError, readConfig, type GatewayConfig } from './config';
export type { HttpContext } from './transport/http/apollo-server';
