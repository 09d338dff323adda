import { because } from '../../../../core/domain/reason.ts';
import type { DeviceTechnique } from '../deviceTechnique.ts';
import type { EraseKind } from './eraseKind.ts';
import { runErase } from './eraseRun.ts';
import { scsiCapability } from './scsiCapability.ts';

/** FMTPINFO and PROTECTION FIELD USAGE that make the protection type there is now (SBC-4 table 41). */
const PROTECTION: readonly (readonly [fmtpinfo: number, pfu: number])[] = [
  [0, 0],
  [2, 0],
  [3, 0],
  [3, 1],
];

const erase: EraseKind = {
  techniqueId: 'scsi-format-unit',
  program: 'sg_format',
  argv: (capacity) => {
    if (capacity === null) throw new Error('a format needs the block size and protection that it must keep');
    const [fmtpinfo, pfu] = PROTECTION[capacity.protectionType] ?? [0, 0];
    return [
      '--format',
      '--format',
      '--format',
      '--early',
      '--quick',
      `--fmtpinfo=${fmtpinfo}`,
      `--pfu=${pfu}`,
      '-v',
      '-v',
    ];
  },
  acceptedWords: /Format unit command launched without error/,
  runningState: 'formatting',
  mayEndAtOnce: false,
  fastestBytesPerSecond: null,
  mayFailReads: () => false,
};

/**
 * FORMAT UNIT (SBC-4 5.4) with the block size and protection information kept: `--format` three times sends this command alone, without the MODE
 * SELECT that could change them. Which pattern it leaves is the maker's matter. Cut off, it leaves a corrupt format and is run again.
 */
export const formatUnit: DeviceTechnique = {
  kind: 'device',
  techniqueId: 'scsi-format-unit',
  leaves: 'anything',
  capability: (drive) =>
    scsiCapability(drive, {
      supported: (facts) => facts.formatUnit,
      method: 'clear',
      reasons: [because('scsi-format-is-clear')],
    }),
  run: (tools) => runErase(tools, erase),
};
