import type { BayView } from './bayView.ts';

const steps: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Pure: the next bay in the direction of an arrow key, over gaps in the steel; null when there is none or the key is another. */
export function stepOnGrid(views: readonly BayView[], from: string | null, key: string): BayView | null {
  const step = steps[key];
  const start = views.find((view) => view.key === from)?.bay;
  if (step === undefined || start === null || start === undefined) return null;
  const [rowStep, columnStep] = step;
  const ahead = views.filter(({ bay }) => {
    if (bay === null) return false;
    if (rowStep === 0) return bay.row === start.row && Math.sign(bay.column - start.column) === columnStep;
    return bay.column === start.column && Math.sign(bay.row - start.row) === rowStep;
  });
  const distance = ({ bay }: BayView) =>
    bay === null ? Number.POSITIVE_INFINITY : Math.abs(bay.row - start.row) + Math.abs(bay.column - start.column);
  return ahead.reduce<BayView | null>((near, view) => (near && distance(near) <= distance(view) ? near : view), null);
}
