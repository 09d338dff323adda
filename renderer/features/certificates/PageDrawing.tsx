import type { Page, PageItem } from '../../../core/contract/pageView.ts';
import { assertNever } from '../../../core/domain/assertNever.ts';

const fonts = {
  regular: { fontFamily: 'Certificate, Noto Sans, sans-serif', fontWeight: 400 },
  bold: { fontFamily: 'Certificate, Noto Sans, sans-serif', fontWeight: 700 },
  mono: { fontFamily: 'CertificateMono, Noto Sans Mono, monospace', fontWeight: 400 },
  han: { fontFamily: 'CertificateHan, Noto Sans SC, sans-serif', fontWeight: 400 },
  hanBold: { fontFamily: 'CertificateHan, Noto Sans SC, sans-serif', fontWeight: 700 },
} as const;

/** One page drawn from the very list that the PDF is drawn from: points from the top left. */
export function PageDrawing({ page, title }: { page: Page; title: string }) {
  return (
    <svg role="img" aria-label={title} viewBox={`0 0 ${page.widthPt} ${page.heightPt}`}>
      {page.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a page is drawn once and its items have no other name
        <Item key={index} item={item} />
      ))}
    </svg>
  );
}

function Item({ item }: { item: PageItem }) {
  switch (item.kind) {
    case 'text':
      return (
        <text
          x={item.x}
          y={item.y}
          fontSize={item.sizePt}
          fill={item.colour}
          textLength={item.widthPt > 0 ? item.widthPt : undefined}
          lengthAdjust="spacingAndGlyphs"
          style={{ whiteSpace: 'pre', ...fonts[item.font] }}
        >
          {item.text}
        </text>
      );
    case 'line':
      return (
        <line x1={item.x1} y1={item.y1} x2={item.x2} y2={item.y2} stroke={item.colour} strokeWidth={item.widthPt} />
      );
    case 'box':
      return (
        <rect
          x={item.x}
          y={item.y}
          width={item.width}
          height={item.height}
          fill={item.fill ?? 'none'}
          stroke={item.stroke ?? 'none'}
        />
      );
    case 'image':
      return (
        <image
          x={item.x}
          y={item.y}
          width={item.width}
          height={item.height}
          href={`data:image/png;base64,${item.pngBase64}`}
        />
      );
    case 'qr':
      return <path fill="#000000" shapeRendering="crispEdges" d={drawModules(item)} />;
    default:
      return assertNever(item);
  }
}

function drawModules({ x, y, width, modules }: Extract<PageItem, { kind: 'qr' }>): string {
  const side = width / Math.max(1, modules.length);
  return modules
    .flatMap((row, rowIndex) =>
      [...row].map((module, column) =>
        module === '1' ? `M${x + column * side} ${y + rowIndex * side}h${side}v${side}h${-side}z` : '',
      ),
    )
    .join('');
}
