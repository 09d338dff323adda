import decodeQR from 'qr/decode.js';

/** What a picture shows: a label's code, the code of something else, or none that can be read. */
export type ReadCode =
  | { readonly found: 'label'; readonly text: string }
  | { readonly found: 'other'; readonly text: string }
  | { readonly found: 'nothing' };

const LABEL_PREFIX = 'WB1:';
/** A code that fills a photograph is read best small, one in the corner of it best large: longest sides in pixels, the likeliest first. */
const STILL_SIDES = [1280, 2560, 640];
const STILL_LIMIT_MS = 1500;
const FRAME_SIDE = 1280;
const FRAME_LIMIT_MS = 60;

/** Reads a photograph or a scan of a label. Throws where the browser cannot open the file as a picture. */
export async function codeInPicture(file: Blob): Promise<ReadCode> {
  const picture = await createImageBitmap(file);
  try {
    let other: ReadCode = { found: 'nothing' };
    for (const side of STILL_SIDES) {
      const read = codeIn(picture, picture.width, picture.height, side, STILL_LIMIT_MS);
      if (read.found === 'label') return read;
      if (read.found === 'other') other = read;
    }
    return other;
  } finally {
    picture.close();
  }
}

/** Reads what the camera shows at this moment. */
export function codeInFrame(video: HTMLVideoElement): ReadCode {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) return { found: 'nothing' };
  return codeIn(video, videoWidth, videoHeight, FRAME_SIDE, FRAME_LIMIT_MS);
}

const canvas = document.createElement('canvas');
const pen = canvas.getContext('2d', { willReadFrequently: true });

function codeIn(
  source: CanvasImageSource,
  width: number,
  height: number,
  longestSide: number,
  timeLimit: number,
): ReadCode {
  if (pen === null) throw new Error('this browser cannot look into pictures');
  const scale = Math.min(1, longestSide / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  // What is transparent in a picture is paper.
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let text: string;
  try {
    text = decodeQR({ width: canvas.width, height: canvas.height, data }, { timeLimit });
  } catch {
    // The decoder throws for every picture without a code that it can read, and has no other answer for it.
    return { found: 'nothing' };
  }
  return { found: text.startsWith(LABEL_PREFIX) ? 'label' : 'other', text };
}
