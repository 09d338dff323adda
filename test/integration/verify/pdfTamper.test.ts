import { beforeAll, describe, expect, it } from 'vitest';
import { verifyPdf } from '../../../core/record/verifyPdf.ts';
import { comparePdfWith, type DrawingProgram } from '../../../electron/cli/verify/drawAgain.ts';
import { nodeCrypto } from '../../../electron/cli/verify/nodeCrypto.ts';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { RENDERER } from '../../../electron/station/certificates/renderer.ts';
import { issue, sampleRecord } from '../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';

let certificate: Uint8Array;
let pdf: Uint8Array;
beforeAll(async () => {
  certificate = (await issue(await TestLedger.create(), sampleRecord())).bytes;
  pdf = Uint8Array.from(await renderCertificatePdf(certificate));
});

/** The real drawing, made once: only a genuine attached file is ever drawn, and in this test there is one of them. */
const drawnOnce = async (): Promise<DrawingProgram> => ({
  renderer: RENDERER,
  draw: async (file) => {
    if (Buffer.compare(file, certificate) !== 0) throw new Error('another certificate was taken for genuine');
    return pdf;
  },
});
const verify = (bytes: Uint8Array, load = drawnOnce) =>
  verifyPdf(bytes, { subject: 'c.pdf', pinnedKeyId: null, comparePdf: comparePdfWith(load) }, nodeCrypto);

describe("a certificate's PDF", () => {
  it('is genuine as it was drawn, and draws the same again', async () => {
    const program = async () => ({ renderer: RENDERER, draw: renderCertificatePdf });
    expect((await verify(pdf, program)).outcome).toBe('genuine');
  });

  it('is not genuine with one byte changed: sampled everywhere, and every byte of its first and last parts', async () => {
    const survived: number[] = [];
    const dense = (at: number) => at < 1000 || at > pdf.length - 2000;
    for (let at = 0; at < pdf.length; at += dense(at) ? 1 : 149) {
      pdf[at] = (pdf[at] ?? 0) ^ (1 << (at % 8));
      const changed = Uint8Array.from(pdf);
      pdf[at] = (pdf[at] ?? 0) ^ (1 << (at % 8));
      if ((await verify(changed)).outcome !== 'not-genuine') survived.push(at);
    }
    expect(survived).toEqual([]);
  });

  it('is not genuine with any one byte of a mention of its renderer changed', async () => {
    const text = Buffer.from(pdf).toString('latin1');
    const mentions = [...text.matchAll(new RegExp(RENDERER, 'g'))].map(({ index }) => index);
    expect(mentions).toHaveLength(4);
    for (const start of mentions) {
      for (let at = start; at < start + RENDERER.length; at += 1) {
        const changed = Uint8Array.from(pdf);
        changed[at] = text[at] === '1' ? 0x32 : 0x31;
        expect((await verify(changed)).outcome, `byte ${at}`).toBe('not-genuine');
      }
    }
  });

  it('of another renderer is not called altered, nor genuine', async () => {
    const other = Buffer.from(
      Buffer.from(pdf).toString('latin1').replaceAll(RENDERER, RENDERER.replace(/\d+$/, '7')),
      'latin1',
    );
    const report = await verify(other);
    expect(report.outcome).toBe('unusable');
    expect(report.findings.at(-1)?.sentence).toContain('another version of the drawing program');
  });

  it('is not called genuine when it cannot be drawn here', async () => {
    const broken = async (): Promise<DrawingProgram> => {
      throw new Error('the fonts are missing');
    };
    expect((await verify(pdf, broken)).outcome).toBe('unusable');
  });

  it('without a certificate attached is not genuine', async () => {
    const report = await verify(new TextEncoder().encode('%PDF-1.7\nhello\n%%EOF\n'));
    expect(report.findings.map(({ code }) => code)).toEqual(['pdf-no-certificate']);
  });
});
