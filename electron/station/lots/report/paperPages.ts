import { setImmediate as nextTurn } from 'node:timers/promises';
import { assertNever } from '../../../../core/domain/assertNever.ts';
import type { PaperLanguage } from '../../../../core/domain/paper.ts';
import type { CustodyAct } from '../../../../core/reconciliation/custody.ts';
import { amountText } from '../../../../core/reconciliation/money.ts';
import type { CertificateFonts } from '../../certificates/certificateFonts.ts';
import { certificateWords, messagesIn } from '../../certificates/certificateWords.ts';
import { withFontRuns } from '../../certificates/fontRuns.ts';
import {
  CONTENT_WIDTH_PT,
  type Drawn,
  type DrawnPage,
  flowPages,
  SHEET,
  type Slice,
} from '../../certificates/pageFlow.ts';
import { type Cell, rule, SliceMaker, STYLES } from '../../certificates/slices.ts';
import { BAND_HEIGHT_PT, virtualBand } from '../../certificates/virtualBand.ts';
import type { PaperContent, PaperEvent, PaperException, PaperRow, PaperSubject, Printed } from './paperContent.ts';
import { paperTable } from './paperTable.ts';
import { type ReportWords, reportWords } from './reportWords.ts';

/** How the shop's paper looks. */
export type ReportLetter = { readonly language: PaperLanguage; readonly shopName: string | null };

/** The report as it prints. The same content gives the same pages. */
export async function paperPages(
  content: PaperContent,
  letter: ReportLetter,
  fonts: CertificateFonts,
): Promise<DrawnPage[]> {
  const words = reportWords(letter.language);
  const maker = new SliceMaker(fonts);
  const bandWords = certificateWords(messagesIn(letter.language));
  const bandPt = content.virtual ? BAND_HEIGHT_PT : 0;
  const { say } = words;
  const lists: Slice[] = [];
  for (const { fileName, rows } of content.lists)
    lists.push(...(await rowSection(maker, words, say('devices', { list: fileName }), rows)));
  const slices: Slice[] = [
    ...(letter.shopName === null ? [] : maker.paragraph(STYLES.shop, letter.shopName, 'P')),
    ...maker.paragraph(STYLES.title, say(content.closed ? 'title' : 'interimTitle', { lot: content.lotName }), 'H1'),
    ...maker.paragraph(STYLES.sentence, say(content.closed ? 'closed' : 'interim'), 'P'),
    ...maker.paragraph(STYLES.body, say('sentence', content.counts), 'P'),
    { heightPt: 9, drawn: [rule(0, 5, CONTENT_WIDTH_PT, 1.2, '#111111')] },
    ...maker.grid(headCells(content, words), 4),
    maker.gap(6),
    maker.heading(say('data')),
    ...maker.grid(
      [...content.outcomes].map(([outcome, count]) => ({
        label: words.code('outcomes', outcome),
        value: String(count),
      })),
      3,
    ),
    maker.gap(6),
    ...maker.grid(afterCells(content, words), 2),
    ...(await section(maker, words, 'exceptions', content.exceptions, [3, 4, 5], exceptionCells)),
    ...(await section(maker, words, 'destructions', content.destructions, [3, 4, 5, 2], eventCells)),
    ...(await section(maker, words, 'custody', content.custody, [3, 4, 5, 2], eventCells)),
    ...lists,
    ...(await rowSection(maker, words, say('unlisted'), content.unlisted)),
    maker.gap(8),
    ...maker.paragraph(STYLES.small, say('notSigned'), 'P'),
  ];
  const decorate = (page: number, pages: number): Drawn[] => [
    ...(content.virtual ? virtualBand(0, bandWords, maker) : []),
    maker.lineBroken(
      STYLES.small,
      maker.breakText(STYLES.small, say('page', { lot: content.lotName, page, pages }), CONTENT_WIDTH_PT)[0] ?? '',
      SHEET.leftPt,
      SHEET.heightPt - 22 - (bandPt > 0 ? bandPt - 10 : 0),
      'Artifact',
      0,
    ),
    ...(content.virtual ? virtualBand(SHEET.heightPt - BAND_HEIGHT_PT, bandWords, maker) : []),
  ];
  const margin = (pt: number, less: number) => pt + (content.virtual ? bandPt - less : 0);
  const pages = flowPages(slices, decorate, margin(SHEET.topPt, 16), margin(SHEET.bottomPt, 14));
  const drawn: DrawnPage[] = [];
  for (const page of pages) {
    drawn.push(withFontRuns(page, fonts));
    await nextTurn();
  }
  return drawn;
}

function headCells(content: PaperContent, { say, instant }: ReportWords): Cell[] {
  return [
    { label: say('customer'), value: content.customer },
    { label: say('writtenAt'), value: instant(content.writtenAt) },
    { label: say('deadline'), value: content.deadline ?? say('none') },
    { label: say('lists'), value: content.lists.map(({ fileName }) => fileName).join(', ') || say('none') },
  ];
}

/** Routes, grades and values; currencies are never added to each other. */
function afterCells({ routes, grades, values }: PaperContent, words: ReportWords): Cell[] {
  const { say, code } = words;
  const ofRoutes = [...routes].map(
    ([route, count]) => `${route === null ? say('noRoute') : code('routes', route)}: ${count}`,
  );
  const ofGrades = Object.entries(grades)
    .filter(([, count]) => count > 0)
    .map(([grade, count]) => `${grade === 'unknown' ? say('ungraded') : grade}: ${count}`);
  const sums = (what: 'estimated' | 'realized') =>
    values
      .filter((sum) => sum[`${what}Count`] > 0)
      .map((sum) => {
        const { currency } = sum;
        const amount = `${amountText({ minorUnits: sum[`${what}MinorUnits`], currency })} ${currency}`;
        return say('ofDevices', { amount, count: sum[`${what}Count`] });
      });
  const orUnknown = (lines: readonly string[]) => (lines.length === 0 ? say('unknown') : lines);
  return [
    { label: say('routes'), value: orUnknown(ofRoutes) },
    { label: say('grades'), value: orUnknown(ofGrades) },
    { label: say('estimated'), value: orUnknown(sums('estimated')) },
    { label: say('realized'), value: orUnknown(sums('realized')) },
  ];
}

/** A part of the report that is left out when there is nothing of it; only exceptions say so. */
async function section<T>(
  maker: SliceMaker,
  words: ReportWords,
  name: 'exceptions' | 'destructions' | 'custody',
  { shown, more }: Printed<T>,
  shares: readonly number[],
  cellsOf: (one: T, words: ReportWords) => string[],
): Promise<Slice[]> {
  const { say } = words;
  if (shown.length === 0 && name !== 'exceptions') return [];
  const head = [maker.gap(8), maker.heading(say(name))];
  if (shown.length === 0) return [...head, ...maker.paragraph(STYLES.body, say('noExceptions'), 'P')];
  return [
    ...head,
    ...(await paperTable(
      maker,
      shares,
      null,
      shown.map((one) => cellsOf(one, words)),
    )),
    ...moreOf(maker, words, more),
  ];
}

function moreOf(maker: SliceMaker, { say }: ReportWords, count: number): Slice[] {
  return count === 0 ? [] : maker.paragraph(STYLES.strong, say('more', { count }), 'P');
}

function subjectText({ kind, name }: PaperSubject, { code }: ReportWords): string {
  if (kind === 'lot') return code('custody', 'wholeLot');
  return kind === 'pallet' ? `${code('custody', 'pallet')} ${name}` : name;
}

function exceptionCells({ subject, exception }: PaperException, words: ReportWords): string[] {
  const { say, code, instant } = words;
  const { closure, standing } = exception;
  const closed =
    closure === null
      ? say(standing ? 'open' : 'settled')
      : [
          code('closures', closure.reason),
          ...(closure.note === null ? [] : [closure.note]),
          `${closure.personName}, ${instant(closure.at)}`,
        ].join(' · ');
  return [subjectText(subject, words), code('exceptions', exception.code, exception.details), closed];
}

function eventCells({ at, by, subject, act, destructionId }: PaperEvent, words: ReportWords): string[] {
  const sentence = eventSentence(act, words);
  const certified =
    destructionId === null ? '' : ` ${words.code('custody', 'onCertificate', { certificateId: destructionId })}`;
  return [words.instant(at), subjectText(subject, words), sentence + certified, by];
}

function eventSentence(act: CustodyAct, { code }: ReportWords): string {
  const seal = (text: string | null) => text ?? code('custody', 'noSeal');
  switch (act.act) {
    case 'received':
      return code('custody', 'saidReceived', {
        carrier: act.carrier,
        place: act.to.name,
        found: seal(act.sealFound),
        papers: seal(act.sealOnPapers),
      });
    case 'moved':
      return code('custody', 'saidMoved', { from: act.from, place: act.to.name });
    case 'handed-over':
      return code('custody', 'saidHandedOver', { from: act.from, to: act.to });
    case 'put-down':
      return code('custody', 'saidPutDown', { place: act.to.name });
    case 'returned':
      return code('custody', 'saidReturned', { to: act.to });
    case 'destroyed':
      return code('custody', 'saidDestroyed', { how: act.how, witness: act.witness });
    default:
      return assertNever(act);
  }
}

async function rowSection(
  maker: SliceMaker,
  words: ReportWords,
  title: string,
  { shown, more }: Printed<PaperRow>,
): Promise<Slice[]> {
  if (shown.length === 0 && more === 0) return [];
  const { say } = words;
  const titles = [say('row'), say('device'), say('state'), say('outcome'), say('proof'), say('gradeRoute')];
  return [
    maker.gap(8),
    maker.heading(title),
    ...(await paperTable(
      maker,
      [1, 5, 2, 3, 4, 4],
      titles,
      shown.map((row) => rowCells(row, words)),
    )),
    ...moreOf(maker, words, more),
  ];
}

function rowCells({ row, name, report }: PaperRow, { say, code }: ReportWords): string[] {
  const { state, outcome, drives, destructions, disposition } = report;
  const proof = drives.map(({ method, certificateId }) =>
    [method === null ? null : code('methods', method), certificateId].filter((part) => part !== null).join(' '),
  );
  const value = disposition?.realized ?? disposition?.estimated ?? null;
  const after = [
    disposition?.grade ?? null,
    disposition?.route == null ? null : code('routes', disposition.route),
    value === null ? null : `${amountText(value)} ${value.currency}`,
  ];
  return [
    String(row),
    name,
    state === 'rejected' ? say('rejected') : code('states', state),
    code('outcomes', outcome),
    [...new Set([...proof.filter((text) => text !== ''), ...destructions])].join('; '),
    after.filter((part) => part !== null).join(' · '),
  ];
}
