import type { Page } from '../../../core/contract/pageView.ts';
import type { CertificateFonts } from './certificateFonts.ts';
import { type CertificateMessages, type CertificateWords, certificateWords } from './certificateWords.ts';
import type { DestructionContent } from './destructionContent.ts';
import { CONTENT_WIDTH_PT, type DrawnPage, type Slice } from './pageFlow.ts';
import { framedPages, letterhead, titleSlice } from './pageFrame.ts';
import { checkSlice } from './sealBlock.ts';
import { type Cell, rule, SliceMaker, STYLES } from './slices.ts';

/** Name under which the file's bytes are attached to its PDF. */
export const DESTRUCTION_ATTACHMENT = 'destruction.json';

/** The certificate of destruction as it prints. Pure: the same content gives the same pages everywhere. */
export function destructionPages(
  content: DestructionContent,
  messages: CertificateMessages,
  fonts: CertificateFonts,
): Page[] {
  return drawDestruction(content, messages, fonts).map(({ page }) => page);
}

/** The same with the role of every item, for a tagged PDF. */
export function drawDestruction(
  content: DestructionContent,
  messages: CertificateMessages,
  fonts: CertificateFonts,
): DrawnPage[] {
  const words = certificateWords(messages);
  const { say } = words;
  const maker = new SliceMaker(fonts);
  const { destruction, logoPngBase64 } = content;
  const slices = [
    ...letterhead(destruction.paper, logoPngBase64, maker),
    titleSlice(say('destructionHeading'), destruction.destructionId, maker),
    ...head(content, words, maker),
    maker.heading(say('destroyedThingHeading')),
    ...maker.grid(thingCells(content, words), 3),
    maker.gap(6),
    maker.heading(say('destroyedHowHeading')),
    ...maker.grid(howCells(content, words), 3),
    ...attested(content, words, maker),
    maker.gap(6),
    ...maker.grid(peopleCells(content, words), 2),
    maker.gap(5),
    seal(content, words, maker),
  ];
  const band = destruction.virtual ? 'virtualDestruction' : null;
  const frame = { number: destruction.destructionId, fileName: DESTRUCTION_ATTACHMENT, band } as const;
  return framedPages(slices, frame, words, maker, fonts);
}

function head({ destruction }: DestructionContent, words: CertificateWords, maker: SliceMaker): Slice[] {
  const { say } = words;
  const { stationName, stationId, sealedAt, person, witness } = destruction;
  const station = say('station', { name: stationName, id: stationId });
  const sealed = say('destructionSealed', { at: words.instant(sealedAt), name: person.name });
  return [
    ...maker.paragraph(STYLES.body, `${station} · ${sealed}`, 'P'),
    { heightPt: 9, drawn: [rule(0, 5, CONTENT_WIDTH_PT, 1.2, '#111111')] },
    ...maker.paragraph(STYLES.sentence, say('destructionSentence', { name: person.name, witness }), 'P'),
    maker.gap(6),
  ];
}

function thingCells({ destruction }: DestructionContent, words: CertificateWords): Cell[] {
  const { say, name } = words;
  const { thing, customer, lotName, pulledFrom, drivesPulled } = destruction;
  const notGiven = say('notGiven');
  const kind = thing.kind === null ? say('unknown') : (name('thing', thing.kind) ?? thing.kind);
  const cells: Cell[] = [
    { label: say('thingKind'), value: kind },
    { label: say('manufacturer'), value: thing.manufacturer ?? say('unknown') },
    { label: say('model'), value: thing.model ?? say('unknown'), style: STYLES.strong },
    { label: say('serialScanned'), value: thing.serialNumber ?? notGiven, style: STYLES.mono },
    { label: say('propertyNumber'), value: thing.assetTag ?? notGiven, style: STYLES.mono },
    { label: say('customer'), value: customer ?? notGiven },
    { label: say('lot'), value: lotName },
  ];
  if (pulledFrom !== null) cells.push({ label: say('pulledFrom'), value: identityText(pulledFrom, notGiven) });
  if (drivesPulled.length > 0) {
    const value = drivesPulled.map((drive) => identityText(drive, notGiven));
    cells.push({ label: say('drivesPulled'), value });
  }
  return cells;
}

function identityText(
  { serialNumber, assetTag }: { readonly serialNumber: string | null; readonly assetTag: string | null },
  notGiven: string,
): string {
  return [serialNumber, assetTag].filter((part) => part !== null).join(' · ') || notGiven;
}

function howCells({ destruction }: DestructionContent, words: CertificateWords): Cell[] {
  const { say } = words;
  const { how, particleSizeMicrometres: size, place, destroyedAt, witness } = destruction;
  const particle = size === null ? say('notGiven') : say('millimetres', { number: words.decimal(String(size / 1000)) });
  return [
    { label: say('destroyedHow'), value: how, style: STYLES.strong },
    { label: say('particleSize'), value: particle },
    { label: say('destroyedWhen'), value: words.instant(destroyedAt) },
    { label: say('destroyedWhere'), value: place },
    { label: say('destroyedBefore'), value: witness },
  ];
}

/** All of it is stated; so the page says what the station vouches for, and what it does not. */
function attested({ destruction }: DestructionContent, words: CertificateWords, maker: SliceMaker): Slice[] {
  const { say } = words;
  const panel = { name: 'attested', fill: '#eeeeee', stroke: '#eeeeee' };
  const { wipes, virtual, sealedAt } = destruction;
  const sentences = [
    say('attestedDestruction'),
    say('attestedVouched', { at: words.instant(sealedAt) }),
    wipes.length === 0 ? say('wipesNone') : say('wipesNamed', { count: wipes.length }),
    ...wipes.map(({ recordId, seq }) => say('wipeAt', { recordId, seq })),
    ...(virtual ? [say('attestedVirtual')] : []),
  ];
  return [
    maker.gap(7),
    maker.heading(say('attestedHeading'), panel),
    ...sentences.flatMap((sentence) => maker.paragraph(STYLES.body, sentence, 'P', 8, panel)),
    maker.gap(4, panel),
  ];
}

function peopleCells({ destruction }: DestructionContent, words: CertificateWords): Cell[] {
  const { say } = words;
  const { person, witness, sealedAt } = destruction;
  const given = (text: string): string => (text.trim() === '' ? say('notGiven') : text);
  const recorded = [
    `${say('personName')}: ${say('nameAndSignIn', { name: given(person.name), id: person.personId })}`,
    `${say('personTitle')}: ${given(person.title)}`,
    `${say('personAt')}: ${words.instant(sealedAt)}`,
    `${say('personSignature')}: ${say('signatureSealed')}`,
  ];
  const seen = [`${say('personName')}: ${witness}`, say('witnessNamed'), say('witnessLine')];
  return [
    { label: say('recorderHeading'), labelStyle: STYLES.blockHeading, value: recorded },
    { label: say('witnessHeading'), labelStyle: STYLES.blockHeading, value: seen },
  ];
}

function seal({ destruction, place, keyId }: DestructionContent, words: CertificateWords, maker: SliceMaker): Slice {
  const { say } = words;
  const text = `WBD1:${destruction.destructionId}:${place.hash.toUpperCase()}:${keyId.toUpperCase()}`;
  const lines = [
    [say('place'), say('destructionPlaceOf', { seq: place.seq })],
    [say('destructionHash'), place.hash],
    [say('key'), keyId],
  ] as const;
  return checkSlice(text, { fileName: DESTRUCTION_ATTACHMENT, save: 'destructionSave' }, lines, words, maker);
}
