interface Range {
  readonly type: string;
  readonly quality: number;
}

const rangeOf = (text: string): Range => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice('q='.length));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
};

const covers = (range: string, type: string): boolean =>
  range === type || range === '*/*' || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));

const specificity = ({ type }: Range): number => (type === '*/*' ? 0 : type.endsWith('/*') ? 1 : 2);

/**
 * Which of the offered media types a client likes best: by its weights, then by where it names them, then by the order in
 * which they are offered. Nothing when it takes none (RFC 9110, section 12.5.1).
 */
export const preferredType = <Type extends string>(
  accept: string | undefined,
  offered: readonly Type[],
): Type | undefined => {
  if (accept === undefined) return offered[0];
  const ranges = accept.split(',').map(rangeOf);
  const liked = offered.flatMap((type) => {
    // The most specific range speaks for a type, so that `text/*;q=0.5, text/html` means what it says.
    const [range] = ranges.filter((one) => covers(one.type, type)).sort((a, b) => specificity(b) - specificity(a));
    return range === undefined || range.quality === 0 ? [] : [{ type, range }];
  });
  liked.sort((a, b) => b.range.quality - a.range.quality || ranges.indexOf(a.range) - ranges.indexOf(b.range));
  return liked[0]?.type;
};
