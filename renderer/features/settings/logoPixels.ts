import type { CallInput } from '../../../core/contract/rpc.ts';
import type { StationContract } from '../../../core/contract/station.ts';

type PaperInput = CallInput<StationContract, 'paper.set'>;
export type LogoPixels = Exclude<PaperInput['logo'], 'keep' | null>;

const MOST = { width: 480, height: 160 };

/**
 * A picture file as pixels on white. The browser draws it as an image, in which no script runs and nothing is fetched; what leaves here are pixels
 * alone. Throws what the browser throws for a file that is no picture.
 */
export async function logoPixels(file: File): Promise<LogoPixels> {
  const image = await pictureOf(file);
  const scale = Math.min(1, MOST.width / image.naturalWidth, MOST.height / image.naturalHeight);
  // An SVG may come without a size of its own.
  const width = Math.max(1, Math.round((image.naturalWidth || MOST.width) * scale || MOST.width));
  const height = Math.max(1, Math.round((image.naturalHeight || MOST.height) * scale || MOST.height));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser draws no pictures');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  context.drawImage(image, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) rgb.set(data.subarray(pixel * 4, pixel * 4 + 3), pixel * 3);
  return { widthPixels: width, heightPixels: height, rgbBase64: base64Of(rgb) };
}

async function pictureOf(file: File): Promise<HTMLImageElement> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const image = new Image();
  // The window's policy lets pictures come from `data:` only.
  image.src = `data:${file.type || 'image/png'};base64,${base64Of(bytes)}`;
  await image.decode();
  return image;
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
