import type { EndReason } from './reasons';

/** How clients reach us. */
export type Transport = 'websocket' | 'sse';

/** What subscriptions tell the one who watches the process. */
export interface SubscriptionMetrics {
  opened(): void;
  ended(reason: EndReason): void;
  connected(transport: Transport): void;
  disconnected(transport: Transport): void;
  /** A client left more unread than it may, so what was meant for it was dropped and it was disconnected. */
  dropped(transport: Transport): void;
  /** An event of a subgraph is on its way to `members` clients. */
  delivered(members: number): void;
}
