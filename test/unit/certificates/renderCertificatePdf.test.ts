import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pagesOfCertificate } from '../../../electron/station/certificateStore/paper.ts';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { RENDERER } from '../../../electron/station/certificates/renderer.ts';
import { sampleCertificateFile } from '../../fixtures/paper/sampleCertificateFile.ts';

const root = resolve(import.meta.dirname, '../../..');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wipebench-pdf-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function printedIn(language: string) {
  const paper = { language, shopName: 'Żółw 电子回收', logo: null, signerSha256: 'ab'.repeat(32) };
  return sampleCertificateFile({}, {}, { paper, logoPngBase64: null });
}

describe('the PDF is a pure function of the certificate file', () => {
  test('two processes in other time zones, locales and folders draw the same bytes', async () => {
    const { bytes } = await sampleCertificateFile({ virtual: true });
    writeFileSync(join(folder, 'certificate.json'), bytes);
    const module = pathToFileURL(join(root, 'electron/station/certificates/renderCertificatePdf.ts')).href;
    const script = join(folder, 'draw.mjs');
    writeFileSync(
      script,
      `import { readFileSync, writeFileSync } from 'node:fs';
       const { renderCertificatePdf } = await import(${JSON.stringify(module)});
       writeFileSync(process.argv[3], await renderCertificatePdf(readFileSync(process.argv[2])));`,
    );
    const drawIn = (name: string, cwd: string, environment: Record<string, string>): Buffer => {
      const path = join(folder, name);
      const env = { PATH: process.env.PATH ?? '', ...environment };
      execFileSync(process.execPath, [script, join(folder, 'certificate.json'), path], { cwd, env });
      return readFileSync(path);
    };
    const here = drawIn('a.pdf', root, { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' });
    const there = drawIn('b.pdf', folder, { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' });
    expect(sha256(here)).toBe(sha256(there));
    expect(sha256(here)).toBe(sha256(await renderCertificatePdf(bytes)));
  });

  test('nothing in it is compressed: deflate differs between zlib builds', async () => {
    const { bytes } = await sampleCertificateFile();
    expect(Buffer.from(await renderCertificatePdf(bytes)).includes('/FlateDecode')).toBe(false);
  });

  test('every language prints the common case on one page', async () => {
    for (const language of ['en', 'de', 'pl', 'zh']) {
      for (const virtual of [false, true]) {
        const paper = { language, shopName: 'Żółw 电子回收', logo: null, signerSha256: 'ab'.repeat(32) };
        const { bytes } = await sampleCertificateFile({ virtual }, {}, { paper, logoPngBase64: null });
        expect(await pagesOfCertificate(bytes), `${language}, virtual ${virtual}`).toHaveLength(1);
      }
    }
  });

  test('a language that this version does not speak is not printed in another', async () => {
    await expect(renderCertificatePdf((await printedIn('xx')).bytes)).rejects.toThrow('language xx');
  });

  test('another certificate file is another PDF', async () => {
    const one = await renderCertificatePdf((await sampleCertificateFile()).bytes);
    const other = await renderCertificatePdf((await sampleCertificateFile({}, { destination: 'Reuse' })).bytes);
    expect(sha256(one)).not.toBe(sha256(other));
  });

  test('what this renderer version draws stays as it is; a change raises RENDERER', async () => {
    const drawn = await Promise.all(
      [
        await sampleCertificateFile(),
        await sampleCertificateFile({ virtual: true }),
        ...(await Promise.all(['en', 'de', 'pl', 'zh'].map(printedIn))),
      ].map(({ bytes }) => renderCertificatePdf(bytes)),
    );
    const golden: unknown = JSON.parse(readFileSync(join(root, 'test/fixtures/paper/renderedDigests.json'), 'utf8'));
    expect({ [RENDERER]: drawn.map(sha256) }).toEqual(golden);
  });
});
