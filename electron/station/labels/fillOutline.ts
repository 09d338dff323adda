/** Curves as a font draws them: TrueType's quadratic and PostScript's cubic ones. */
export type Outline = { command: string; points: number[] }[];

type Edge = { x1: number; y1: number; x2: number; y2: number };

/** Samples a dot's side is cut into; what is at least `INKED` of a dot's samples is burnt: a little less than half, so that thin stems stay whole. */
const SAMPLES = 4;
const INKED = 7;
const CURVE_STEPS = 6;

/** Calls `dot` for each dot that the outline covers (non-zero winding, as TrueType fills). Pure arithmetic: the same dots on every machine. */
export function fillOutline(
  outline: Outline,
  left: number,
  baseLine: number,
  dot: (x: number, y: number) => void,
): void {
  const edges = edgesOf(outline, left * SAMPLES, baseLine * SAMPLES);
  if (edges.length === 0) return;
  const ys = edges.flatMap(({ y1, y2 }) => [y1, y2]);
  const top = Math.floor(Math.min(...ys) / SAMPLES);
  const bottom = Math.ceil(Math.max(...ys) / SAMPLES);
  for (let y = top; y < bottom; y += 1) {
    const covered = new Map<number, number>();
    for (let sample = 0; sample < SAMPLES; sample += 1) coverLine(edges, y * SAMPLES + sample + 0.5, covered);
    for (const [x, count] of covered) if (count >= INKED) dot(x, y);
  }
}

function coverLine(edges: readonly Edge[], y: number, covered: Map<number, number>): void {
  const crossings: { x: number; turn: number }[] = [];
  for (const { x1, y1, x2, y2 } of edges) {
    if (y1 <= y === y2 <= y) continue;
    crossings.push({ x: x1 + ((y - y1) / (y2 - y1)) * (x2 - x1), turn: y2 > y1 ? 1 : -1 });
  }
  crossings.sort((a, b) => a.x - b.x);
  let winding = 0;
  crossings.forEach(({ x, turn }, index) => {
    winding += turn;
    const next = crossings[index + 1];
    if (winding === 0 || next === undefined) return;
    for (let sample = Math.ceil(x - 0.5); sample + 0.5 < next.x; sample += 1) {
      const dotX = Math.floor(sample / SAMPLES);
      covered.set(dotX, (covered.get(dotX) ?? 0) + 1);
    }
  });
}

function edgesOf(outline: Outline, left: number, baseLine: number): Edge[] {
  const edges: Edge[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  const lineTo = (toX: number, toY: number): void => {
    if (y !== toY) edges.push({ x1: x, y1: y, x2: toX, y2: toY });
    [x, y] = [toX, toY];
  };
  for (const { command, points } of outline) {
    const at = points.map((value, index) => value * SAMPLES + (index % 2 === 0 ? left : baseLine));
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = at;
    const [fromX, fromY] = [x, y];
    switch (command) {
      case 'moveTo':
        [x, y, startX, startY] = [a, b, a, b];
        break;
      case 'lineTo':
        lineTo(a, b);
        break;
      case 'quadraticCurveTo':
        for (let step = 1; step <= CURVE_STEPS; step += 1) {
          const t = step / CURVE_STEPS;
          const s = 1 - t;
          lineTo(s * s * fromX + 2 * s * t * a + t * t * c, s * s * fromY + 2 * s * t * b + t * t * d);
        }
        break;
      case 'bezierCurveTo':
        for (let step = 1; step <= CURVE_STEPS; step += 1) {
          const t = step / CURVE_STEPS;
          const s = 1 - t;
          lineTo(
            s ** 3 * fromX + 3 * s * s * t * a + 3 * s * t * t * c + t ** 3 * e,
            s ** 3 * fromY + 3 * s * s * t * b + 3 * s * t * t * d + t ** 3 * f,
          );
        }
        break;
      case 'closePath':
        lineTo(startX, startY);
        break;
      default:
        throw new Error(`no such curve: ${command}`);
    }
  }
  return edges;
}
