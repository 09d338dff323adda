import type { RecordV1 } from './recordV1.ts';

const RANK = { clear: 1, purge: 2, destroy: 3 } as const;

/**
 * Judges a sealed record again from its numbers alone, without trusting the verdict in it, so that not even a genuine key can certify nonsense.
 * Answers every reason why the record does NOT prove a sanitized drive; an empty list means that it does. Unknown (`null`) is a reason.
 * Written apart from the verdict rule of `core/domain` on purpose: two hands, one promise.
 */
export function doubtsAbout(record: RecordV1): string[] {
  return [
    ...aboutVerdict(record),
    ...aboutDrive(record),
    ...aboutTechnique(record),
    ...aboutCanaries(record),
    ...aboutReadBack(record),
  ];
}

function aboutVerdict({ verdict, healthAfter }: RecordV1): string[] {
  const passing = verdict.outcome === 'sanitized' || verdict.outcome === 'sanitized-with-exceptions';
  const reallocated = healthAfter?.reallocatedSectors ?? 0;
  return all([
    [passing, `its verdict is ${verdict.outcome}`],
    [
      !(verdict.outcome === 'sanitized' && reallocated > 0),
      `${reallocated} reallocated sectors were out of reach, yet the verdict names no exception`,
    ],
  ]);
}

function aboutDrive({ drive, badRanges, badRangesCut }: RecordV1): string[] {
  return all([
    [drive.identityAfter === 'same', `the identity afterwards is ${drive.identityAfter}`],
    [drive.capacityBeforeBytes > 0, 'the capacity is not known'],
    [drive.capacityAfterBytes === drive.capacityBeforeBytes, 'the capacity afterwards is not the one before'],
    [drive.hiddenAreas !== 'present', 'a hidden area was left'],
    [badRanges.length === 0 && !badRangesCut, 'it lists sectors that could not be written or read'],
  ]);
}

function aboutTechnique({ technique, policy, drive }: RecordV1): string[] {
  const whole =
    technique.writtenBytes === technique.expectedBytes && technique.expectedBytes === drive.capacityBeforeBytes;
  return all([
    [technique.reportedComplete, 'the technique did not report its end'],
    [whole, `${technique.writtenBytes} of ${drive.capacityBeforeBytes} bytes were written`],
    [technique.badBlocks === 0, `${technique.badBlocks} sectors could not be written`],
    [
      RANK[technique.method] >= RANK[policy.method],
      `the policy asks for ${policy.method}, done was ${technique.method}`,
    ],
  ]);
}

function aboutCanaries({ canaries }: RecordV1): string[] {
  if (canaries === null) return ['no canaries were planted'];
  return all([
    [canaries.planted > 0 && canaries.confirmed === canaries.planted, 'the canaries were not all confirmed before'],
    [canaries.gone === canaries.planted, `${canaries.gone} of ${canaries.planted} canaries were seen gone`],
    [canaries.survivors === 0 && canaries.unreadable === 0, 'a canary survived or could not be read'],
  ]);
}

function aboutReadBack({ verification, drive }: RecordV1): string[] {
  if (verification === null) return ['nothing was read back'];
  const { design, sharePpm, expectedBytes, readBytes } = verification;
  const shareRead = (expectedBytes / drive.capacityBeforeBytes) * 1_000_000;
  return all([
    [verification.reportedComplete, 'the read-back did not report its end'],
    [expectedBytes > 0 && readBytes === expectedBytes, `${readBytes} of ${expectedBytes} bytes were read back`],
    [verification.mismatchBytes === 0, `${verification.mismatchBytes} bytes held something else`],
    [verification.unreadableBlocks === 0, `${verification.unreadableBlocks} sectors could not be read back`],
    [design !== 'full' || expectedBytes === drive.capacityBeforeBytes, 'a full read-back did not cover the drive'],
    [design !== 'full' || sharePpm === 1_000_000, 'a full read-back states another share'],
    [design !== 'sampled' || verification.planSeed !== null, 'the samples have no seed, so nobody can draw them again'],
    [sharePpm > 0 && sharePpm <= shareRead + 1, 'it states a larger share than was read back'],
  ]);
}

function all(facts: [boolean, string][]): string[] {
  return facts.filter(([holds]) => !holds).map(([, doubt]) => doubt);
}
