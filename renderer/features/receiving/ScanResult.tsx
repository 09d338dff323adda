import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ExpectedView, ScanOutcome } from '../../../core/contract/receivingViews.ts';
import { assertNever } from '../../../core/domain/assertNever.ts';
import { serialKey } from '../../../core/reconciliation/serialKey.ts';
import { sayTime } from '../../i18n/measures.ts';
import { AssetLabels } from './AssetLabels.tsx';
import { ComputerActs } from './ComputerDrives.tsx';
import { nameOf, rowName } from './names.ts';
import classes from './ReceivingScreen.module.css';
import { useReceivingPart } from './ReceivingTabs.tsx';
import { receiveAs, undoArrival, useReceiving } from './receivingState.ts';
import { SayKind } from './SayKind.tsx';

/** What the last scan did, in one line, or what it asks. */
export function ScanResult() {
  const { t } = useTranslation('receiving');
  const last = useReceiving((state) => state.last);
  const takenBack = useReceiving((state) => state.takenBack);
  const part = useReceivingPart();
  const thing = last !== null && 'thing' in last.outcome ? last.outcome.thing : null;
  return (
    <div className={classes.scanned}>
      <div role="status">
        {last !== null && (
          <div className={classes.result}>
            <Outcome outcome={last.outcome} text={last.text} />
          </div>
        )}
        {last === null && takenBack && <p className={classes.sentence}>{t('screen.takenBack')}</p>}
      </div>
      {/* After the wipe, what is scanned is chosen, and the label stands there. */}
      {thing !== null && part !== 'after' && <AssetLabels key={thing.thingId} things={[thing]} />}
    </div>
  );
}

function Outcome({ outcome, text }: { outcome: ScanOutcome; text: string }) {
  const { t, i18n } = useTranslation('receiving');
  const words = useCodeWords();
  switch (outcome.kind) {
    case 'matched':
      return (
        <>
          <p className={classes.sentence}>
            {t('screen.matched', { name: nameOf(outcome.thing) ?? text, row: rowName(outcome.row) })}
          </p>
          <div className={classes.choices}>
            <ComputerActs thing={outcome.thing} />
            <SayKind key={outcome.thing.thingId} thing={outcome.thing} />
            <Button variant="default" onClick={() => void undoArrival(outcome.actSeq)}>
              {t('screen.undo')}
            </Button>
          </div>
        </>
      );
    case 'again': {
      const { thing } = outcome;
      const at = sayTime(thing.arrivedAt, i18n.language);
      return (
        <>
          <p className={classes.sentence}>
            {t('screen.again', { name: nameOf(thing) ?? text, at, person: thing.arrivedBy })}
          </p>
          <div className={classes.choices}>
            <ComputerActs thing={thing} />
            <SayKind key={thing.thingId} thing={thing} />
            <Button variant="default" onClick={() => void receiveAs(thing.serialNumber, thing.assetTag, thing.assetId)}>
              {t('screen.secondDevice')}
            </Button>
          </div>
        </>
      );
    }
    case 'several':
      return (
        <>
          <p className={classes.sentence}>{t('screen.several')}</p>
          <Rows rows={outcome.rows} scanned={outcome.candidates[0]?.value ?? text} />
        </>
      );
    case 'unexpected': {
      const scanned = outcome.candidates[0]?.value ?? text;
      return (
        <>
          <p className={classes.sentence}>{t('screen.unexpected', { name: scanned })}</p>
          {outcome.proposals.length > 0 && (
            <>
              <p>{t('screen.compare')}</p>
              <div className={classes.choices}>
                {outcome.proposals.map(({ row, why }) => (
                  <Button
                    key={row.assetId}
                    variant="default"
                    onClick={() => void receiveAs(scanned, null, row.assetId)}
                  >
                    {`${rowName(row)} (${words('scanReasons', why)})`}
                  </Button>
                ))}
              </div>
            </>
          )}
          <Candidates values={outcome.candidates.map(({ value }) => value)} />
        </>
      );
    }
    case 'no-identity':
      return (
        <>
          <p className={classes.sentence}>
            {t('screen.noIdentity', { what: words('otherCodes', outcome.others[0]?.what ?? 'text') })}
          </p>
          <Candidates values={outcome.candidates.map(({ value }) => value)} />
        </>
      );
    default:
      return assertNever(outcome);
  }
}

function Rows({ rows, scanned }: { rows: readonly ExpectedView[]; scanned: string }) {
  return (
    <div className={classes.choices}>
      {rows.map((row) => (
        <Button key={row.assetId} variant="default" onClick={() => void receiveScanned(scanned, row)}>
          {rowName(row)}
        </Button>
      ))}
    </div>
  );
}

/** A person may know what no rule does: any text of the scan can be received as the serial number. */
function Candidates({ values }: { values: readonly string[] }) {
  const { t } = useTranslation('receiving');
  const insideOf = useReceiving((state) => state.insideOf);
  return (
    <div className={classes.choices}>
      {values.map((value) => (
        <Button key={value} variant="default" onClick={() => void receiveAs(value, null, null)}>
          {`${insideOf === null ? t('screen.takeUnexpected') : t('screen.takeInside', { name: insideOf.name })}: ${value}`}
        </Button>
      ))}
    </div>
  );
}

/** What was read is written down as what it was read as, never what the list says. */
function receiveScanned(scanned: string, row: ExpectedView): Promise<void> {
  const isTag = row.assetTag !== null && serialKey(row.assetTag) === serialKey(scanned);
  return isTag ? receiveAs(null, scanned, row.assetId) : receiveAs(scanned, null, row.assetId);
}

/** Words of a code that the station sent; the catalogues have a test, the compiler cannot know them. */
export function useCodeWords(): (section: string, code: string, facts?: Readonly<Record<string, unknown>>) => string {
  const { t } = useTranslation('receiving');
  const look = t as unknown as (key: string, facts?: Readonly<Record<string, unknown>>) => string;
  return (section, code, facts) => look(`${section}.${code}`, facts);
}
