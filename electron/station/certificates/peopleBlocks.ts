import type { Certificate } from '../../../core/record/certificateV2.ts';
import type { CertificateWords, Word } from './certificateWords.ts';
import { type Cell, STYLES } from './slices.ts';

type Block = Certificate['operator'];

/** Operator, verifier and validator, each a block of its own; nobody validated is said, not left empty. */
export function peopleCells(certificate: Certificate, words: CertificateWords): Cell[] {
  return [
    personCell('operatorHeading', certificate.operator, words),
    personCell('verifierHeading', certificate.verifier, words),
    personCell('validatorHeading', certificate.validator, words),
  ];
}

function personCell(heading: Word, block: Block | null, words: CertificateWords): Cell {
  const { say } = words;
  const label = say(heading);
  const labelStyle = STYLES.blockHeading;
  if (block === null) return { label, labelStyle, value: say('validatorNone') };
  const { person, at, location } = block;
  const given = (text: string): string => (text.trim() === '' ? say('notGiven') : text);
  const facts: readonly (readonly [Word, string])[] = [
    ['personName', say('nameAndSignIn', { name: given(person.name), id: given(person.personId) })],
    ['personTitle', given(person.title)],
    ['personAt', words.instant(at)],
    ['personLocation', given(location)],
    ['personContact', say('notGiven')],
    ['personSignature', say('signatureSealed')],
  ];
  return { label, labelStyle, value: facts.map(([word, fact]) => `${say(word)}: ${fact}`) };
}
