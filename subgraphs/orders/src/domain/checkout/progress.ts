import type { Instant } from '../instant';
import type { Step } from './checkout';

/** Something that happened to an order, as its timeline has it, in the timeline's order. */
export interface Milestone {
  /** The event's name, such as `StockReserved`. */
  readonly event: string;
  readonly at: Instant;
  /** Only what was heeded moved the saga. */
  readonly heeded: boolean;
  /** Why it was ignored, or what it says about a failure. */
  readonly detail: string | null;
}

/** Where the saga stands, without what only the saga may know. */
export interface Standing {
  readonly step: Step;
  readonly deadline: Instant | null;
}

type SagaStatus = 'RUNNING' | 'COMPENSATING' | 'COMPLETED' | 'COMPENSATED';
type SagaStepStatus = 'WAITING' | 'RUNNING' | 'DONE' | 'FAILED' | 'COMPENSATED' | 'SKIPPED';

export interface SagaStep {
  readonly name: string;
  readonly status: SagaStepStatus;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly detail: string | null;
}

export interface Progress {
  readonly status: SagaStatus;
  readonly steps: readonly SagaStep[];
  readonly deadline: Instant | null;
}

interface Plan {
  readonly name: string;
  /** The events that begin the step; the latest counts, because a declined payment begins it anew. */
  readonly begins: readonly string[];
  readonly ends: readonly string[];
  readonly fails: readonly string[];
  readonly undone: readonly string[];
}

const givenUp = ['OrderFailed', 'OrderCancelled'];

const plans: readonly Plan[] = [
  {
    name: 'ReservingStock',
    begins: ['OrderCreated'],
    ends: ['StockReserved'],
    fails: ['StockRejected', ...givenUp],
    undone: ['StockReleased'],
  },
  {
    name: 'AwaitingPaymentMethod',
    begins: ['StockReserved', 'PaymentFailed'],
    ends: ['PaymentRequested'],
    fails: givenUp,
    undone: [],
  },
  {
    name: 'TakingPayment',
    begins: ['PaymentRequested'],
    ends: ['PaymentCaptured'],
    fails: ['PaymentFailed', ...givenUp],
    undone: ['PaymentRefunded'],
  },
  { name: 'RequestingShipment', begins: ['PaymentCaptured'], ends: ['ShipmentRequested'], fails: givenUp, undone: [] },
];

const statuses: Record<Step, SagaStatus> = {
  ReservingStock: 'RUNNING',
  AwaitingPaymentMethod: 'RUNNING',
  TakingPayment: 'RUNNING',
  Completed: 'COMPLETED',
  Abandoned: 'COMPENSATING',
  Compensated: 'COMPENSATED',
};

const never = { startedAt: null, finishedAt: null, detail: null };

const stepFrom = (plan: Plan, heeded: readonly Milestone[]): SagaStep => {
  const end = heeded.findIndex(({ event }) => givenUp.includes(event));
  // What is reported after the order was given up ends steps, and begins none.
  const begin = heeded.findLastIndex(({ event }, index) => plan.begins.includes(event) && (end === -1 || index < end));
  const started = heeded[begin];
  if (started === undefined) return { name: plan.name, status: end === -1 ? 'WAITING' : 'SKIPPED', ...never };
  const after = heeded.slice(begin + 1);
  const outcomes: readonly (readonly [SagaStepStatus, readonly string[]])[] = [
    ['COMPENSATED', plan.undone],
    ['DONE', plan.ends],
    ['FAILED', plan.fails],
  ];
  for (const [status, events] of outcomes) {
    const last = after.find(({ event }) => events.includes(event));
    if (last !== undefined) {
      return { name: plan.name, status, startedAt: started.at, finishedAt: last.at, detail: last.detail };
    }
  }
  return { name: plan.name, status: 'RUNNING', startedAt: started.at, finishedAt: null, detail: null };
};

/** A saga that is completed has done all its steps, also those whose events are not kept any more. */
const asOfTheSaga =
  (sagaStep: Step) =>
  (step: SagaStep): SagaStep =>
    sagaStep === 'Completed' && (step.status === 'RUNNING' || step.status === 'WAITING')
      ? { ...step, status: 'DONE' }
      : step;

/** What came too late, or twice, is shown as well: an operator must be able to see why nothing happened. */
const ignoredStep = ({ event, at, detail }: Milestone): SagaStep => ({
  name: event,
  status: 'SKIPPED',
  startedAt: at,
  finishedAt: at,
  detail,
});

/** The saga as an operator reads it: what was done, what is waited for, what was undone, what was ignored. */
export const progressOf = (
  { step, deadline }: Standing,
  { paymentMethodGiven, milestones }: { paymentMethodGiven: boolean; milestones: readonly Milestone[] },
): Progress => {
  const heeded = milestones.filter((milestone) => milestone.heeded);
  const planned = plans.map((plan): SagaStep =>
    plan.name === 'AwaitingPaymentMethod' && paymentMethodGiven
      ? { name: plan.name, status: 'SKIPPED', ...never }
      : stepFrom(plan, heeded),
  );
  const ignored = milestones.filter((milestone) => !milestone.heeded).map(ignoredStep);
  return { status: statuses[step], steps: [...planned.map(asOfTheSaga(step)), ...ignored], deadline };
};
