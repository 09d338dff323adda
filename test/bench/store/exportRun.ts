/**
 * `node exportRun.ts export|draw|pack DATABASE COUNT FOLDER`, a process of its own so that its memory is that of one job: exports the newest certificates, or
 * only draws their PDFs, or exports them with a stand-in of 20 kB for each PDF. Prints one line of JSON.
 */
import SqliteDatabase from 'better-sqlite3';
import { canonicalText } from '../../../core/record/canonicalJson.ts';
import { readCheckpoint } from '../../../core/record/checkpoint.ts';
import { certificateRowsOf } from '../../../electron/station/certificateStore/certificateRows.ts';
import { renderCertificatePdf } from '../../../electron/station/certificates/renderCertificatePdf.ts';
import { createExport } from '../../../electron/station/exports/createExport.ts';
import { viewOf } from '../../../electron/station/ledgerMirror/ledgerView.ts';
import { mirrorTableOf } from '../../../electron/station/ledgerMirror/mirrorTable.ts';
import { nodeCrypto } from '../../../electron/station/ledgerMirror/nodeCrypto.ts';
import { EXPORT, PAST_STATION, pastKey, pastLedger } from './pastLedger.ts';

const [job, path = '', count = '0', folder = ''] = process.argv.slice(2);
const key = await pastKey();
const database = new SqliteDatabase(path);
database.pragma('cache_size = -16000');
const table = mirrorTableOf(database);
const certificates = certificateRowsOf(database, table, nodeCrypto, () => key.publicKeyBase64);
const wanted: string[] = [];
let before: number | null = null;
while (wanted.length < Number(count)) {
  const page: ReturnType<typeof certificates.list> = certificates.list({ search: '', limit: 500, before });
  wanted.push(...page.rows.map(({ certificateId }) => certificateId));
  before = page.next;
}
wanted.length = Number(count);

let peakRssBytes = 0;
let earlyRssBytes = 0;
const sampleMemory = (done: number) => {
  peakRssBytes = Math.max(peakRssBytes, process.memoryUsage.rss());
  if (done <= 1000) earlyRssBytes = peakRssBytes;
};
const startedMs = performance.now();
let sizeBytes = 0;
let drawing = 0;
if (job === 'draw') {
  for (const [done, certificateId] of wanted.entries()) {
    const opened = await certificates.open(certificateId);
    if (opened.outcome === 'refused') throw new Error(JSON.stringify(opened));
    const drawnMs = performance.now();
    sizeBytes += (await renderCertificatePdf(opened.value.fileBytes)).length;
    drawing += performance.now() - drawnMs;
    sampleMemory(done);
  }
} else {
  const { entries, head } = table.end();
  const issued = readCheckpoint(table.checkpoint(entries) ?? '')?.checkpoint.certificates ?? 0;
  const ledger = pastLedger(key, { entries, head, tree: table.frontier(), certificates: issued });
  const made = await createExport(wanted, {
    folder,
    clock: () => new Date(),
    crypto: nodeCrypto,
    owner: { stationId: PAST_STATION, keyId: key.keyId, publicKeyBase64: key.publicKeyBase64, historyEntries: 0 },
    stationName: 'bench',
    certificates,
    ledger: viewOf(table, nodeCrypto),
    verifierPage: async () => new TextEncoder().encode('<!doctype html><title>stand-in</title>\n'),
    pdf: async (_certificateId, fileBytes) => ({
      outcome: 'done',
      value: job === 'pack' ? new Uint8Array(20_000).fill(37) : await renderCertificatePdf(fileBytes),
    }),
    async seal(certificateIds, manifestSha256) {
      const content = {
        format: 'wipebench-export/1',
        at: new Date().toISOString(),
        stationId: PAST_STATION,
        virtual: true,
        person: { personId: 'li-wei', name: '李伟', title: 'Shift lead' },
        certificateIds,
        manifestSha256,
      };
      const proven = ledger.append(EXPORT, canonicalText(content), true);
      table.append([proven], Number.MAX_SAFE_INTEGER);
      return { outcome: 'done', value: proven.entry };
    },
    pull: async () => undefined,
    progress: sampleMemory,
    signal: new AbortController().signal,
    sealing: () => undefined,
  });
  if (made.outcome === 'refused') throw new Error(JSON.stringify(made));
  sizeBytes = made.value.sizeBytes;
}
const elapsedMs = job === 'draw' ? drawing : performance.now() - startedMs;
database.close();
console.log(JSON.stringify({ elapsedMs, certificates: wanted.length, sizeBytes, earlyRssBytes, peakRssBytes }));
