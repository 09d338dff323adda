import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { gatherEvidence } from '../../campaign/kill/gatherEvidence.ts';
import { judgeKill } from '../../campaign/kill/judgeKill.ts';
import type { KillBench } from '../../campaign/kill/killBench.ts';
import type { KillEvidence } from '../../campaign/kill/killEvidence.ts';
import { ledgerPath, sizeOf, uploadedFiles } from '../../campaign/kill/moments.ts';
import { runFullDisk, troublesHere } from '../../campaign/kill/runFullDisk.ts';
import { runKill } from '../../campaign/kill/runKill.ts';

const LONGEST_MS = 30 * 60_000;
const cut = (path: string): void => truncateSync(path, Math.floor(sizeOf(path) / 2));

/** Plants faults on a bench that was found good, one after the other, and answers what the campaign's own eyes say of each. */
async function plantFaults(bench: KillBench, evidence: KillEvidence): Promise<Map<string, string>> {
  const { folders, station } = bench;
  const words = new Map<string, string>();
  const look = async (fault: string, over: Partial<KillBench> = {}) => {
    const known = {
      ...{ jobIds: evidence.jobs.answered, exports: evidence.exportsAnswered, before: Buffer.of() },
      ...{ left: [], said: [], mirror: evidence.mirror },
    };
    words.set(fault, judgeKill(await gatherEvidence({ ...bench, ...over }, known)).join('\n'));
  };
  await look('none');
  const { printer } = bench;
  const twice = { ...printer, labels: () => [...printer.labels(), ...printer.labels().slice(0, 1)] };
  await look('a label twice', { printer: twice });
  const [certificate] = evidence.ledger.certificates;
  cut(join(station.certificates, `${certificate?.certificateId}.pdf`));
  await look('half a PDF');
  cut(join(station.exports, evidence.exports[0]?.name ?? ''));
  await look('half an export');
  cut(uploadedFiles(folders).find((file) => file.endsWith('.entry')) ?? '');
  await look('half an uploaded file');
  const path = ledgerPath(folders);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  appendFileSync(path, `${lines.find((line) => line.includes('certificate.v2'))}\n`);
  await look('a doubled certificate');
  truncateSync(path, Buffer.byteLength(`${lines.slice(0, 4).join('\n')}\n`));
  await look('lost records');
  return words;
}

/** A tenth of `npm run campaign -- kill`; all of it is in docs/campaigns/kill.md. */
describe('the kill campaign', () => {
  it(
    'loses, doubles and halves nothing in twenty kills, and would see it',
    async () => {
      const planted: Map<string, string>[] = [];
      const played = await runKill({
        ...{ rounds: 20, seed: 7, lanes: 2, progress: () => undefined },
        atEnd: async (bench, evidence) => void planted.push(await plantFaults(bench, evidence)),
      });
      expect(played.flatMap(({ number, problems }) => problems.map((problem) => `${number}: ${problem}`))).toEqual([]);
      expect(played).toHaveLength(20);
      expect(planted).toHaveLength(2);
      for (const words of planted) {
        expect(words.get('none')).toBe('');
        expect(words.get('a label twice')).toMatch(/is on paper 2 times/);
        expect(words.get('half a PDF')).toMatch(/\.pdf is (unusable|not-genuine)/);
        expect(words.get('half an export')).toMatch(/export \S+\.zip is (unusable|not-genuine)/);
        expect(words.get('half an uploaded file')).toMatch(/folder: entry \d+ is not the ledger's/);
        expect(words.get('a doubled certificate')).toMatch(/the ledger is not-genuine/);
        expect(words.get('a doubled certificate')).toMatch(/has 2 certificates instead of 1/);
        expect(words.get('lost records')).toMatch(/has 0 records/);
      }
    },
    LONGEST_MS,
  );

  const { troubles, skipped } = troublesHere();
  if (skipped !== null) console.log(`skipped: ${skipped}`);
  it.skipIf(troubles.length === 0)(
    'says in words that a disk is full, leaves nothing half, and goes on once there is room',
    async () => {
      const result = await runFullDisk(5, 7, () => undefined);
      expect(result.played.flatMap(({ number, problems }) => problems.map((one) => `${number}: ${one}`))).toEqual([]);
      expect(result.played.map(({ act }) => act)).toHaveLength(5);
      expect(result.played.some(({ fitted }) => !fitted)).toBe(true);
    },
    LONGEST_MS,
  );
});
