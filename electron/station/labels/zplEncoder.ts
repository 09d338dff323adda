import { assertNever } from '../../../core/domain/assertNever.ts';

/** What a label is made of, in dots from the top left; later items print over earlier ones. */
export type LabelMark =
  | {
      readonly mark: 'box';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly colour: Colour;
    }
  | {
      readonly mark: 'slash';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly thickness: number;
      readonly colour: Colour;
    }
  | {
      readonly mark: 'text';
      readonly x: number;
      readonly y: number;
      readonly height: number;
      /** Prints as the reverse of what is below. */
      readonly inverse: boolean;
      readonly text: string;
    }
  | {
      readonly mark: 'qr';
      readonly x: number;
      readonly y: number;
      readonly dots: number;
      readonly level: 'L' | 'M';
      readonly text: string;
    }
  | {
      readonly mark: 'code128';
      readonly x: number;
      readonly y: number;
      readonly dots: number;
      readonly height: number;
      readonly text: string;
    };
type Colour = 'black' | 'white';

/**
 * One label in ZPL II (Zebra Programming Guide), UTF-8. Whatever stands in a text, code or serial stays field data: it is hex-escaped, so that no
 * content can add a command.
 */
export function encodeZpl(widthDots: number, heightDots: number, marks: readonly LabelMark[]): Uint8Array<ArrayBuffer> {
  const lines = marks.map(encodeMark);
  const head = ['^XA', '^CI28', '^LH0,0', '^LT0', `^PW${widthDots}`, `^LL${heightDots}`, '^PQ1'];
  return new TextEncoder().encode(`${[...head, ...lines, '^XZ'].join('\n')}\n`);
}

function encodeMark(mark: LabelMark): string {
  const origin = `^FO${whole(mark.x)},${whole(mark.y)}`;
  switch (mark.mark) {
    case 'box': {
      const thickness = Math.min(mark.width, mark.height);
      return `${origin}^GB${whole(mark.width)},${whole(mark.height)},${whole(thickness)},${colourOf(mark.colour)}^FS`;
    }
    case 'slash':
      return `${origin}^GD${whole(mark.width)},${whole(mark.height)},${whole(mark.thickness)},${colourOf(mark.colour)},R^FS`;
    case 'text':
      return `${origin}${mark.inverse ? '^FR' : ''}^A0N,${whole(mark.height)},${whole(mark.height)}${fieldData(mark.text)}`;
    case 'qr':
      // The printer moves a QR code down by the bar code height in force: one dot keeps it in place.
      return `^BY1,2,1${origin}^BQN,2,${whole(mark.dots)}${fieldData(`${mark.level}A,${mark.text}`)}`;
    case 'code128':
      return `^BY${whole(mark.dots)},2,${whole(mark.height)}${origin}^BCN,${whole(mark.height)},N,N,N,A${fieldData(mark.text)}`;
    default:
      return assertNever(mark);
  }
}

/** `^FD` with every byte but the plainest as `_XX` (`^FH_`). */
function fieldData(text: string): string {
  let escaped = '';
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    escaped += /[A-Za-z0-9 .,:;/+\-$%*()=>]/.test(character)
      ? character
      : `_${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return `^FH_^FD${escaped}^FS`;
}

function whole(number: number): number {
  if (!Number.isInteger(number) || number < 0 || number > 32_000) throw new RangeError(`${number} is no dot count`);
  return number;
}

function colourOf(colour: Colour): 'B' | 'W' {
  return colour === 'black' ? 'B' : 'W';
}
