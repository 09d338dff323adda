import { fillSentence } from '../../../core/domain/sentence.ts';
import english from '../../../core/messages/en/export.json' with { type: 'json' };

/** The bytes of `README.txt`: what this archive is and how anybody checks it, offline. */
export function readmeBytes(facts: {
  readonly stationName: string;
  readonly keyId: string;
  readonly certificates: number;
}): Uint8Array<ArrayBuffer> {
  const lines = [english.readmeTitle, english.readmeContents, english.readmeVerify, english.readmeKey];
  return new TextEncoder().encode(lines.map((line) => `${fillSentence(line, facts)}\n`).join('\n'));
}
