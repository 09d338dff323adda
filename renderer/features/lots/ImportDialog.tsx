import { Button, FileButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/Dialog.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { ImportProgressBar } from './ImportProgressBar.tsx';
import { chooseFile, closeImport, startImport, useImport } from './importState.ts';
import classes from './LotsScreen.module.css';
import { useLots } from './lotState.ts';
import { MappingTable } from './MappingTable.tsx';
import { PreviewTable } from './PreviewTable.tsx';
import { ReadingForm } from './ReadingForm.tsx';

/** From the customer's file to the lot's assets: choose, look at what it is taken for, correct, import. */
export function ImportDialog() {
  const { t } = useTranslation('lots');
  const { t: words } = useTranslation('intake');
  const { lotId, at, problem } = useImport();
  const name = useLots(({ lots }) => lots?.find((lot) => lot.lotId === lotId)?.name ?? '');
  if (lotId === null) return null;
  return (
    <Dialog title={t('importTitle', { lot: name })} close={closeImport} wide>
      <div className={classes.form}>
        <ProblemBoxes problem={problem} />
        {(at.step === 'choose' || at.step === 'mapping') && (
          <FileButton
            accept=".csv,.txt,.tsv,.xlsx"
            onChange={(file) => {
              if (file !== null) void chooseFile(file);
            }}
          >
            {(props) => (
              <Button {...props} variant={at.step === 'choose' ? 'filled' : 'default'} className={classes.file ?? ''}>
                {t(at.step === 'choose' ? 'choose' : 'otherFile')}
              </Button>
            )}
          </FileButton>
        )}
        {at.step === 'choose' && <p>{t('chooseHint')}</p>}
        {at.step === 'sending' && <p role="status">{t('reading')}</p>}
        {at.step === 'mapping' && (
          <>
            <p role="status">
              <b>{at.fileName}</b>
              {at.proposal.system !== null && ` ${t('fromSystem', { system: words(`systems.${at.proposal.system}`) })}`}
              {at.proposal.rowsAbove > 0 && ` ${t('rowsAbove', { count: at.proposal.rowsAbove })}`}
            </p>
            <ReadingForm key={JSON.stringify(at.proposal.plan)} at={at} />
            <MappingTable columns={at.proposal.columns} fields={at.plan.fields} />
            <PreviewTable proposal={at.proposal} />
            <Button onClick={() => void startImport()}>{t('import')}</Button>
          </>
        )}
        {at.step === 'importing' && <ImportProgressBar lotId={lotId} />}
        {at.step === 'done' && (
          <>
            <p role="status" className={classes.done}>
              {t('done', { count: at.list.rows, accepted: at.list.accepted, rejected: at.list.rejected })}
            </p>
            <Button onClick={closeImport} data-autofocus>
              {t('close')}
            </Button>
          </>
        )}
      </div>
    </Dialog>
  );
}
