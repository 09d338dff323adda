import type { AtaEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { askIdentify, ataFactsOf } from '../../drives/erase/ataErase.ts';
import { type AskHdparm, type SanitizeStatus, sanitizeStatusOf } from '../../tools/hdparm.ts';
import { type IdentifyWords, identifyBytes, serialNumberOf } from '../../tools/identifyDevice.ts';
import { known, type Reading, unknown } from '../../tools/reading.ts';
import type { ToolRun } from '../../tools/run.ts';
import type { DeviceTools } from '../deviceTechnique.ts';

const ASK_MS = 30_000;
const PATIENT_PAUSE_MS = 2_000;

/** The drive of a job as the ATA techniques reach it. Its node is looked up anew for every question; none of it throws for what a drive does. */
export type AtaSession = {
  readonly ask: AskHdparm;
  /** IDENTIFY words of THIS drive: another serial number is "not read". */
  identify(): Promise<Reading<IdentifyWords>>;
  /** The same, asked again until it can be read, `forMs` are over or the job must end. */
  identifyPatiently(forMs: number): Promise<Reading<IdentifyWords>>;
  facts(words: IdentifyWords): Promise<AtaEraseFacts>;
  sanitizeStatus(): Promise<Reading<SanitizeStatus>>;
  /** Keeps IDENTIFY words for the record. */
  keep(name: string, words: IdentifyWords): void;
  /**
   * Asks the kernel's ATA layer for descriptor-format sense data (D_SENSE of the control mode page, SPC-5). Without it libata reports a refused
   * command in a form that carries no registers. Where it cannot be set, answers stay unread and nothing is concluded from them.
   */
  askForDescriptorSense(): Promise<void>;
};

/** @param despiteStop its runs are not cut off when the job is stopped: for taking our own password off again. */
export function openAtaSession(tools: DeviceTools, despiteStop = false): AtaSession {
  const run = async (program: string, argv: readonly string[], timeoutMs: number | null): Promise<ToolRun | null> => {
    const nodes = await tools.nodes();
    return nodes === null ? null : tools.run(program, [...argv, nodes.block], { timeoutMs, despiteStop });
  };
  const ask: AskHdparm = (argv, timeoutMs) => run('hdparm', argv, timeoutMs);
  const serials = [tools.drive.serialNumber, ...tools.drive.identities.map(({ serialNumber }) => serialNumber)]
    .map(plainSerial)
    .filter((serial) => serial !== '');

  const identify = async (): Promise<Reading<IdentifyWords>> => {
    const words = await askIdentify(ask);
    if (!words.read || serials.length === 0) return words;
    return serials.includes(plainSerial(serialNumberOf(words.value))) ? words : unknown('another drive answered');
  };

  return {
    ask,
    identify,
    async identifyPatiently(forMs) {
      const startedMs = tools.clock.monotonicMs();
      for (;;) {
        const words = await identify();
        if (words.read || tools.stop.aborted || tools.clock.monotonicMs() - startedMs >= forMs) return words;
        await tools.pause(PATIENT_PAUSE_MS);
      }
    },
    facts: (words) => ataFactsOf(words, ask),
    sanitizeStatus: async () => sanitizeStatusOf(await ask(['--verbose', '--sanitize-status'], ASK_MS)),
    keep: (name, words) => tools.keepStatusPage({ name, bytes: identifyBytes(words) }),
    async askForDescriptorSense() {
      await run('sg_wr_mode', ['-p', '0xa', '-c', '0,0,4', '-m', '0,0,4'], ASK_MS);
    },
  };
}

/** Reads this drive's facts as they are now. */
export async function factsNow(session: AtaSession): Promise<Reading<{ words: IdentifyWords; facts: AtaEraseFacts }>> {
  const words = await session.identify();
  if (!words.read) return words;
  return known({ words: words.value, facts: await session.facts(words.value) });
}

/** Sources write a serial number with other padding; udev turns spaces into underscores. */
function plainSerial(serial: string | null): string {
  return (serial ?? '').replaceAll(/[\s_]/g, '').toUpperCase();
}
