const LABEL_WIDTH = 44;
const VALUE_WIDTH = 28;

export const heading = (text: string): void => {
  console.log(`\n${text}`);
};

/** Prints one measured value and its goal, whether or not the goal was reached. */
export const figure = (label: string, value: string, goal = ''): void => {
  console.log(`  ${label.padEnd(LABEL_WIDTH)}${value.padEnd(VALUE_WIDTH)}${goal}`.trimEnd());
};
