import { accept, type Decider, refuse } from '@oms/kernel';
import { specify } from './specify';

type Turn = 'switch on' | 'switch off';
type Turned = 'switched on' | 'switched off';

const lamp: Decider<Turn, Turned, 'dark' | 'lit', 'ALREADY_DARK'> = {
  initial: 'dark',
  decide: (command, state) => {
    if (command === 'switch on') return state === 'lit' ? accept() : accept('switched on');
    return state === 'dark' ? refuse('ALREADY_DARK') : accept('switched off');
  },
  evolve: (_state, event) => (event === 'switched on' ? 'lit' : 'dark'),
};

const { given } = specify(lamp);

describe('a specification', () => {
  it('holds a decision against the events expected', () => {
    given('switched on').when('switch off').then('switched off');
    expect(() => {
      given().when('switch on').then('switched off');
    }).toThrow();
  });

  it('distinguishes an acceptance that changes nothing from a refusal', () => {
    given('switched on').when('switch on').thenNothing();
    given('switched on', 'switched off').when('switch off').thenRefused('ALREADY_DARK');
    expect(() => {
      given().when('switch off').thenNothing();
    }).toThrow();
    expect(() => {
      given('switched on').when('switch on').thenRefused('ALREADY_DARK');
    }).toThrow();
  });

  it('folds what was decided into the state', () => {
    given().when('switch on').thenState('lit');
    expect(() => {
      given().when('switch off').thenState('dark');
    }).toThrow();
  });
});
