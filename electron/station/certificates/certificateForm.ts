import type { CertificateContent } from './certificateContent.ts';
import type { CertificateWords } from './certificateWords.ts';
import { type Cell, STYLES } from './slices.ts';

/**
 * The plain sentence on top. `readCertificateFile` has refused every file for which it would not be true.
 */
export function plainSentence({ certificate }: CertificateContent, words: CertificateWords): string {
  const { say, name } = words;
  const technique = certificate.sanitizationTechnique;
  const sentence = say('sentence', {
    drive: say(certificate.virtual ? 'sentenceVirtualDrive' : 'sentenceDrive'),
    done: say(`done-${certificate.sanitizationMethod}`),
    how: name('how', technique) ?? say('how-other', { techniqueId: technique }),
    checked: say(`checked-${certificate.verificationMethod}`, { share: words.share(certificate.verificationSharePpm) }),
  });
  const exceptions = certificate.verdictOutcome === 'sanitized-with-exceptions';
  return exceptions ? `${sentence} ${say('sentenceExceptions')}` : sentence;
}

/** The medium as NIST SP 800-88r1 section 4.8 and App. G ask for it. */
export function driveCells({ certificate }: CertificateContent, words: CertificateWords): Cell[] {
  const { say } = words;
  const unknown = say('unknown');
  const notGiven = say('notGiven');
  return [
    { label: say('manufacturer'), value: certificate.manufacturer ?? unknown },
    { label: say('model'), value: certificate.model ?? unknown, style: STYLES.strong },
    { label: say('serialNumber'), value: certificate.serialNumber ?? unknown, style: STYLES.mono },
    { label: say('propertyNumber'), value: certificate.propertyNumber ?? notGiven, style: STYLES.mono },
    { label: say('mediaType'), value: say(`media-${certificate.mediaType}`) },
    { label: say('capacity'), value: words.size(certificate.sizeBytes) },
    { label: say('mediaSource'), value: certificate.mediaSource ?? notGiven },
    { label: say('lot'), value: certificate.lotName ?? notGiven },
    { label: say('confidentialityBefore'), value: certificate.preSanitizationConfidentiality ?? notGiven },
  ];
}

/** What was done and what came out. */
export function sanitizationCells({ certificate, record }: CertificateContent, words: CertificateWords): Cell[] {
  const { say, name } = words;
  const technique = certificate.sanitizationTechnique;
  const share = words.share(certificate.verificationSharePpm);
  const cells: Cell[] = [
    { label: say('method'), value: say(`method-${certificate.sanitizationMethod}`), style: STYLES.strong },
    { label: say('technique'), value: name('technique', technique) ?? technique },
    { label: say('verification'), value: say(`verification-${certificate.verificationMethod}`, { share }) },
    { label: say('result'), value: say(`outcome-${certificate.verdictOutcome}`), style: STYLES.strong },
    { label: say('policy'), value: record.policy.title },
    { label: say('confidentialityAfter'), value: certificate.postSanitizationConfidentiality ?? say('notGiven') },
    { label: say('destination'), value: certificate.destination ?? say('notGiven') },
  ];
  if (certificate.verdictOutcome === 'sanitized-with-exceptions') {
    const reasons = record.verdict.reasons.map(words.exception).join(' ');
    cells.push({ label: say('exceptions'), value: reasons, style: STYLES.strong });
  }
  return cells;
}

/** The tools, each with its version; a row of its own, because the list is long. */
export function toolCells({ certificate }: CertificateContent, { say }: CertificateWords): Cell[] {
  const tools = certificate.tools.map((tool) => `${tool.name} ${tool.version}`).join(', ');
  return [{ label: say('tools'), value: tools }];
}
