const LABEL_WIDTH = 44;
const VALUE_WIDTH = 28;

export const heading = (text: string): void => {
  console.log(`\n${text}`);
};

/** One line: what was measured, as it was measured, and the goal beside it, whether it was reached or not. */
export const figure = (label: string, value: string, goal = ''): void => {
  console.log(`  ${label.padEnd(LABEL_WIDTH)}${value.padEnd(VALUE_WIDTH)}${goal}`.trimEnd());
};
