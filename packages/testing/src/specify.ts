import type { Decider } from '@oms/kernel';

export interface Outcome<Event, State, Refusal> {
  /** The command is accepted and leads to exactly these events. */
  then(...expected: readonly Event[]): void;
  /** The command is accepted and changes nothing. */
  thenNothing(): void;
  thenRefused(expected: Refusal): void;
  /** The command is accepted, and its events make the aggregate this. */
  thenState(expected: State): void;
}

export interface Given<Command, Event, State, Refusal> {
  readonly when: (command: Command) => Outcome<Event, State, Refusal>;
}

export interface Specification<Command, Event, State, Refusal> {
  /** What has happened so far, in order. */
  readonly given: (...history: readonly Event[]) => Given<Command, Event, State, Refusal>;
}

/** Lets the tests of an aggregate read as sentences: `given(placed).when(cancel).then(cancelled)`. */
export const specify = <Command, Event, State, Refusal>({
  initial,
  decide,
  evolve,
}: Decider<Command, Event, State, Refusal>): Specification<Command, Event, State, Refusal> => ({
  given: (...history) => ({
    when: (command) => {
      const before = history.reduce(evolve, initial);
      const decision = decide(command, before);
      return {
        then: (...expected) => {
          expect(decision).toEqual({ accepted: true, events: expected });
        },
        thenNothing: () => {
          expect(decision).toEqual({ accepted: true, events: [] });
        },
        thenRefused: (expected) => {
          expect(decision).toEqual({ accepted: false, refusal: expected });
        },
        thenState: (expected) => {
          expect(decision).toMatchObject({ accepted: true });
          if (decision.accepted) expect(decision.events.reduce(evolve, before)).toEqual(expected);
        },
      };
    },
  }),
});
