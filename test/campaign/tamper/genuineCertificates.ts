import { createHash } from 'node:crypto';
import { toBase64 } from '../../../core/record/bytes.ts';
import { canonicalBytes } from '../../../core/record/canonicalJson.ts';
import type { PaperV1 } from '../../../core/record/certificateV2.ts';
import { logoPng } from '../../../electron/station/certificates/logoPng.ts';
import { paperCertificate, paperCertificateFile, UNSIGNED_PAPER } from '../../fixtures/record/paperCertificate.ts';
import { issue } from '../../fixtures/record/sampleEvidence.ts';
import { TestLedger } from '../../fixtures/record/testLedger.ts';
import { genuineRecord } from './genuineRecords.ts';

const LANGUAGES = ['en', 'de', 'pl', 'zh'];
const SHOP_NAMES = [null, 'Żółw & Söhne', '上海绿源', '=1+1"', '\u202eSSAP'];

/**
 * So many genuine certificate files of one station, one after the other: of version 1 and of version 2 in every language, with and without a logo; from the middle on the
 * station has changed its key once, from three quarters on twice, and a record may be older than the key of its certificate.
 */
export async function* genuineCertificates(count: number): AsyncGenerator<Uint8Array, undefined> {
  const ledger = await TestLedger.create();
  const png = logoPng(4, 3, new Uint8Array(36).fill(7)) ?? new Uint8Array();
  const details = { language: 'de', shopName: null, logoPngBase64: toBase64(png) };
  const facts = { at: '2026-05-01T09:00:00.000Z', stationId: 'station-1', virtual: true, person: null };
  const act = { format: 'wipebench-act/1', act: 'paper-set', ...facts, details };
  const { seq } = await ledger.append('application/vnd.wipebench.act.v1+json', act);
  const logo = { sha256: createHash('sha256').update(png).digest('hex'), seq };
  const changes = new Map([
    [Math.floor(count / 2), 'WIPEBENCH TEST KEY 2, NOT SECRET'],
    [Math.floor((count * 3) / 4), 'WIPEBENCH TEST KEY 3, NOT SECRET'],
  ]);
  for (let made = 0; made < count; made += 1) {
    const number = made + 1;
    const record = genuineRecord(number);
    if (made < count / 2 && made % 2 === 0) {
      yield (await issue(ledger, record, undefined, number)).bytes;
      continue;
    }
    const entry = await ledger.append('application/vnd.wipebench.record.v1+json', record);
    const change = changes.get(made);
    if (change !== undefined) await ledger.rotate(change);
    const paper: PaperV1 = {
      ...UNSIGNED_PAPER,
      language: LANGUAGES[number % LANGUAGES.length] ?? 'en',
      shopName: SHOP_NAMES[number % SHOP_NAMES.length] ?? null,
      logo: number % 3 === 0 ? logo : null,
    };
    const certificate = paperCertificate(record, entry, number, paper);
    const sealed = await ledger.append('application/vnd.wipebench.certificate.v2+json', certificate);
    yield canonicalBytes(await paperCertificateFile(ledger, entry, sealed, paper.logo === null ? null : toBase64(png)));
  }
}
