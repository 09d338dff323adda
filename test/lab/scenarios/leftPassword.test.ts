import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { labOrReason } from '../bench/labOrReason.ts';
import { openCampaignBench } from '../campaign/campaignBench.ts';
import { makeCampaignDrive } from '../campaign/campaignDrive.ts';
import { CAMPAIGN_TECHNIQUES } from '../campaign/campaignTechniques.ts';
import { passwordOn } from '../campaign/cutResult.ts';
import { bytesStillThere } from '../matrix/servedDrive.ts';

const kernel = labOrReason();
const LIMIT_MS = 900_000;
const WAIT = { timeout: 300_000, interval: 200 };
const SECURITY_DISABLE = 0xf6;
const SECURITY_ERASE = 0xf4;

it.skipIf(kernel === null)(
  'a drive that a job had to leave locked is opened and erased by the next job, also after the power was off',
  async () => {
    if (kernel === null) return;
    const technique = CAMPAIGN_TECHNIQUES.find(({ techniqueId }) => techniqueId === 'ata-security-erase');
    if (technique === undefined) throw new Error('no such technique');
    const directory = mkdtempSync(join(tmpdir(), 'wipebench-left-password-'));
    const lab = await openCampaignBench(kernel, LIMIT_MS);
    const drive = await makeCampaignDrive(
      [{ technique, number: 0, point: { phase: 'erasing', fraction: 0.5 } }],
      directory,
      1,
    );
    const outcomeOf = async (): Promise<string> => {
      await expect.poll(() => drive.facts(lab.stateFolder).at(-1)?.code, WAIT).toBe('record-sealed');
      const records = (await lab.ledger()).flatMap((one) =>
        one.kind === 'record' && one.payload.jobId === drive.jobId ? [one.payload] : [],
      );
      expect(records).toHaveLength(1);
      return records[0]?.verdict.outcome ?? 'none';
    };
    try {
      drive.served.setFaults([
        { kind: 'refuses', space: 'ata', opcode: SECURITY_ERASE },
        { kind: 'refuses', space: 'ata', opcode: SECURITY_DISABLE },
      ]);
      await lab.connect([drive]);
      await lab.startJob(drive);
      expect(await outcomeOf()).not.toBe('sanitized');
      const left = passwordOn(drive);
      expect(left).toBeDefined();

      await lab.cut('power');
      await lab.comeBack('power', [drive]);
      expect(drive.served.facts().locked).toBe(true);
      await lab.startJob(drive);
      expect(await outcomeOf()).toBe('sanitized');
      expect(passwordOn(drive)).toBeUndefined();
      expect(bytesStillThere(drive.served, drive.owned)).toBe(0);
    } finally {
      await lab.bench.close();
      await drive.served.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  },
  LIMIT_MS,
);
