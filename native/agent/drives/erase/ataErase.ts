import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { AtaEraseFacts } from '../../../../core/domain/eraseFacts.ts';
import { because } from '../../../../core/domain/reason.ts';
import {
  type AskHdparm,
  dcoSectorsOf,
  hdparmKind,
  identifyOf,
  nativeSectorsOf,
  sanitizeStatusOf,
} from '../../tools/hdparm.ts';
import {
  bit,
  currentSectorsOf,
  eraseMinutesOf,
  type IdentifyWords,
  securityOf,
  serialNumberOf,
  wordOf,
} from '../../tools/identifyDevice.ts';
import { locateTool } from '../../tools/locate.ts';
import type { Reading } from '../../tools/reading.ts';
import type { EraseReader } from './askErase.ts';

const ASK_MS = 30_000;

/**
 * Asks an ATA drive for its own erase means: IDENTIFY first, and nothing else before it is known to be an ATA disk. `null` for other disks; behind a
 * USB bridge nothing is asked, because a bridge may answer in the drive's place.
 */
export const readAtaErase: EraseReader = async ({ run, blockPath, kernelName, sysRoot }) => {
  const saysAta = vendorIsAta(sysRoot, kernelName);
  if (isBehindUsb(sysRoot, kernelName)) {
    return saysAta ? { interface: 'none', why: because('ata-behind-bridge') } : null;
  }
  const hdparm = await locateTool(run, hdparmKind);
  if (hdparm === null) return saysAta ? { interface: 'none', why: because('hdparm-not-installed') } : null;
  const ask: AskHdparm = (argv, timeoutMs) => run(hdparm, [...argv, blockPath], { timeoutMs });
  const words = await askIdentify(ask);
  if (!words.read)
    return saysAta ? { interface: 'none', why: because('ata-identify-unread', { why: words.why }) } : null;
  return ataFactsOf(words.value, ask);
};

/** IDENTIFY DEVICE as raw words. */
export async function askIdentify(ask: AskHdparm): Promise<Reading<IdentifyWords>> {
  return identifyOf(await ask(['--Istdout'], ASK_MS));
}

/** Everything behind the words that needs a question of its own; only what the words say is there is asked. */
export async function ataFactsOf(words: IdentifyWords, ask: AskHdparm): Promise<AtaEraseFacts> {
  const features = wordOf(words, 59) === 0xffff ? 0 : wordOf(words, 59);
  const sanitizeSupported = (features & 0x1000) !== 0;
  const security = securityOf(words);
  const currentSectors = currentSectorsOf(words);
  const accessibleMaxAddress = hasAccessibleMaxAddress(words);
  const nativeSectors = await askNativeSectors(words, currentSectors, accessibleMaxAddress, ask);
  return {
    interface: 'ata',
    serialNumber: serialNumberOf(words) || null,
    sanitizeSupported,
    sanitizeCrypto: sanitizeSupported && (features & 0x2000) !== 0,
    sanitizeOverwrite: sanitizeSupported && (features & 0x4000) !== 0,
    sanitizeBlock: sanitizeSupported && (features & 0x8000) !== 0,
    sanitizeState: sanitizeSupported ? await askSanitizeState(ask) : 'idle',
    securitySupported: security.supported,
    securityEnabled: security.enabled,
    securityLocked: security.locked,
    securityFrozen: security.frozen,
    securityCountExpired: security.countExpired,
    securityMaximum: security.maximum,
    enhancedSupported: security.supported && security.enhancedSupported,
    normalMinutes: security.supported ? eraseMinutesOf(words, 89) : null,
    enhancedMinutes: security.supported ? eraseMinutesOf(words, 90) : null,
    currentSectors,
    nativeSectors,
    dcoSectors: await askDcoSectors(words, nativeSectors, ask),
    accessibleMaxAddress,
  };
}

async function askSanitizeState(ask: AskHdparm): Promise<AtaEraseFacts['sanitizeState']> {
  const status = sanitizeStatusOf(await ask(['--verbose', '--sanitize-status'], ASK_MS));
  return status.read ? status.value.state : 'unknown';
}

/** A drive without the commands that hide sectors has none hidden: its native maximum is the current one. */
async function askNativeSectors(
  words: IdentifyWords,
  currentSectors: number | null,
  accessibleMaxAddress: boolean,
  ask: AskHdparm,
): Promise<number | null> {
  if (currentSectors === null) return null;
  const hostProtectedArea = bit(words, 82, 10) && wordOf(words, 82) !== 0xffff;
  if (!hostProtectedArea && !accessibleMaxAddress) return currentSectors;
  const native = nativeSectorsOf(await ask(['--verbose', '-N'], ASK_MS), currentSectors);
  return native.read ? native.value : null;
}

/** Likewise for the device configuration overlay: without it (word 83 bit 11) the native maximum is the real one. */
async function askDcoSectors(
  words: IdentifyWords,
  nativeSectors: number | null,
  ask: AskHdparm,
): Promise<number | null> {
  const supported = (wordOf(words, 83) & 0xc000) === 0x4000 && bit(words, 83, 11);
  if (!supported) return nativeSectors;
  const real = dcoSectorsOf(await ask(['--verbose', '--dco-identify'], ASK_MS));
  if (!real.read || (nativeSectors !== null && real.value < nativeSectors)) return null;
  return real.value;
}

/** ACS-3 (word 80 bit 10) and word 119 bit 8, as hdparm decides which command it sends. */
function hasAccessibleMaxAddress(words: IdentifyWords): boolean {
  return wordOf(words, 80) !== 0xffff && bit(words, 80, 10) && (wordOf(words, 119) & 0xc100) === 0x4100;
}

function vendorIsAta(sysRoot: string, kernelName: string): boolean {
  try {
    return readFileSync(join(sysRoot, 'block', kernelName, 'device/vendor'), 'latin1').trim() === 'ATA';
  } catch {
    return false;
  }
}

function isBehindUsb(sysRoot: string, kernelName: string): boolean {
  try {
    return /\/usb\d+\//.test(realpathSync(join(sysRoot, 'block', kernelName)));
  } catch {
    return false;
  }
}
