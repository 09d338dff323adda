/** What both sides agreed on at login (RFC 7143, 13). */
export interface SessionParameters {
  readonly initiatorSegmentBytes: number;
  readonly maxBurstBytes: number;
  readonly firstBurstBytes: number;
}

export const BEFORE_LOGIN: SessionParameters = {
  initiatorSegmentBytes: 8192,
  maxBurstBytes: 262_144,
  firstBurstBytes: 65_536,
};

/** Largest data segment we take. */
export const TARGET_SEGMENT_BYTES = 262_144;

/** `key=value` pairs of a login or text segment. */
export function parseKeys(segment: Buffer): ReadonlyMap<string, string> {
  const pairs = segment
    .toString('utf8')
    .split('\0')
    .filter((pair) => pair.includes('='));
  return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

export function layOutKeys(keys: ReadonlyMap<string, string>): Buffer {
  return Buffer.from([...keys].map(([key, value]) => `${key}=${value}\0`).join(''), 'utf8');
}

const DECLARED_BY_INITIATOR = new Set([
  'InitiatorName',
  'InitiatorAlias',
  'TargetName',
  'SessionType',
  'MaxRecvDataSegmentLength',
]);

/** Our answers to an initiator's offers, and the parameters as they stand after them. No authentication, no digests, R2T always. */
export function negotiate(
  offers: ReadonlyMap<string, string>,
  before: SessionParameters,
): { readonly answers: Map<string, string>; readonly agreed: SessionParameters } {
  const answers = new Map<string, string>();
  let agreed = before;
  for (const [key, value] of offers) {
    if (key === 'MaxRecvDataSegmentLength') agreed = { ...agreed, initiatorSegmentBytes: Number(value) };
    if (key === 'MaxBurstLength') agreed = { ...agreed, maxBurstBytes: Math.min(Number(value), TARGET_SEGMENT_BYTES) };
    if (key === 'FirstBurstLength') agreed = { ...agreed, firstBurstBytes: Math.min(Number(value), 65_536) };
    if (!DECLARED_BY_INITIATOR.has(key)) answers.set(key, answerTo(key, value, agreed));
  }
  return { answers, agreed };
}

function answerTo(key: string, offer: string, agreed: SessionParameters): string {
  switch (key) {
    case 'AuthMethod':
    case 'HeaderDigest':
    case 'DataDigest':
      return 'None';
    case 'MaxBurstLength':
      return String(agreed.maxBurstBytes);
    case 'FirstBurstLength':
      return String(agreed.firstBurstBytes);
    case 'InitialR2T':
    case 'DataPDUInOrder':
    case 'DataSequenceInOrder':
      return 'Yes';
    case 'MaxConnections':
    case 'MaxOutstandingR2T':
      return '1';
    case 'ErrorRecoveryLevel':
    case 'DefaultTime2Retain':
      return '0';
    case 'ImmediateData':
    case 'DefaultTime2Wait':
      return offer;
    case 'IFMarker':
    case 'OFMarker':
      return 'No';
    default:
      return 'NotUnderstood';
  }
}
