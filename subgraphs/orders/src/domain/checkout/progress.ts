import type { Instant } from '@oms/kernel';
import type { Step } from './checkout';

/** An event of an order's timeline, in the timeline's order. */
export interface TimelineEvent {
  /** The event's name, such as `StockReserved`. */
  readonly name: string;
  readonly at: Instant;
  /** False: the saga ignored it. */
  readonly applied: boolean;
  /** Why it was ignored, or the failure that it reports. */
  readonly detail: string | null;
}

/** The state of the saga, without what must not be shown. */
export interface SagaState {
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

export interface SagaProgress {
  readonly status: SagaStatus;
  readonly steps: readonly SagaStep[];
  readonly deadline: Instant | null;
}

interface StepPlan {
  readonly name: string;
  /** The events that begin the step; the latest counts, because a declined payment begins it anew. */
  readonly begins: readonly string[];
  readonly ends: readonly string[];
  readonly fails: readonly string[];
  readonly undone: readonly string[];
}

const abandoning = ['OrderFailed', 'OrderCancelled'];

const plans: readonly StepPlan[] = [
  {
    name: 'ReservingStock',
    begins: ['OrderCreated'],
    ends: ['StockReserved'],
    fails: ['StockRejected', ...abandoning],
    undone: ['StockReleased'],
  },
  {
    name: 'AwaitingPaymentMethod',
    begins: ['StockReserved', 'PaymentFailed'],
    ends: ['PaymentRequested'],
    fails: abandoning,
    undone: [],
  },
  {
    name: 'TakingPayment',
    begins: ['PaymentRequested'],
    ends: ['PaymentCaptured'],
    fails: ['PaymentFailed', ...abandoning],
    undone: ['PaymentRefunded'],
  },
  {
    name: 'RequestingShipment',
    begins: ['PaymentCaptured'],
    ends: ['ShipmentRequested'],
    fails: abandoning,
    undone: [],
  },
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

const stepFrom = (plan: StepPlan, applied: readonly TimelineEvent[]): SagaStep => {
  const end = applied.findIndex(({ name }) => abandoning.includes(name));
  // What is reported after the order was abandoned ends steps, and begins none.
  const begin = applied.findLastIndex(({ name }, index) => plan.begins.includes(name) && (end === -1 || index < end));
  const started = applied[begin];
  if (started === undefined) return { name: plan.name, status: end === -1 ? 'WAITING' : 'SKIPPED', ...never };
  const after = applied.slice(begin + 1);
  const outcomes: readonly (readonly [SagaStepStatus, readonly string[]])[] = [
    ['COMPENSATED', plan.undone],
    ['DONE', plan.ends],
    ['FAILED', plan.fails],
  ];
  for (const [status, events] of outcomes) {
    const last = after.find(({ name }) => events.includes(name));
    if (last !== undefined) {
      return { name: plan.name, status, startedAt: started.at, finishedAt: last.at, detail: last.detail };
    }
  }
  return { name: plan.name, status: 'RUNNING', startedAt: started.at, finishedAt: null, detail: null };
};

/** A saga that is completed has done all its steps, also those whose events are not kept any more. */
const completedWith =
  (sagaStep: Step) =>
  (step: SagaStep): SagaStep =>
    sagaStep === 'Completed' && (step.status === 'RUNNING' || step.status === 'WAITING')
      ? { ...step, status: 'DONE' }
      : step;

/** What came too late, or twice, is shown as well: an operator must be able to see why nothing happened. */
const ignoredStep = ({ name, at, detail }: TimelineEvent): SagaStep => ({
  name,
  status: 'SKIPPED',
  startedAt: at,
  finishedAt: at,
  detail,
});

/** The saga's steps as the API shows them: done, waited for, compensated, and what was ignored. */
export const progressOf = (
  { step, deadline }: SagaState,
  { paymentMethodGiven, events }: { paymentMethodGiven: boolean; events: readonly TimelineEvent[] },
): SagaProgress => {
  const applied = events.filter((event) => event.applied);
  const planned = plans.map((plan): SagaStep =>
    plan.name === 'AwaitingPaymentMethod' && paymentMethodGiven
      ? { name: plan.name, status: 'SKIPPED', ...never }
      : stepFrom(plan, applied),
  );
  const ignored = events.filter((event) => !event.applied).map(ignoredStep);
  return { status: statuses[step], steps: [...planned.map(completedWith(step)), ...ignored], deadline };
};
