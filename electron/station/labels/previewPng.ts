import { driveLabelTemplate } from './labelTemplate.ts';

/**
 * The ZPL bytes drawn as PNG at the printer's own dots. The renderer (8 MB of WebAssembly) is loaded at the first preview. It is an independent
 * reading of ZPL, not Zebra's firmware. Throws an Error when the bytes hold no label.
 */
export async function previewPng(zpl: Uint8Array): Promise<Uint8Array> {
  const { ready } = await import('zpl-renderer-js');
  const { api } = await ready;
  const { widthDots, heightDots, dotsPerMillimetre } = driveLabelTemplate();
  const text = new TextDecoder('utf-8', { fatal: true }).decode(zpl);
  const base64 = await api.zplToBase64Async(
    text,
    widthDots / dotsPerMillimetre,
    heightDots / dotsPerMillimetre,
    dotsPerMillimetre,
  );
  return Buffer.from(base64, 'base64');
}
