import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ExportFilter, MOST_EXPORTED } from '../../../core/contract/exportFilter.ts';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { ExportProgress } from './ExportProgress.tsx';
import classes from './ExportsScreen.module.css';
import { startExport, useExport } from './exportState.ts';
import { useFilterCount } from './useFilterCount.ts';

const nothingTyped = { lotName: '', mediaSource: '', operatorName: '', fromDay: '', toDay: '' };

/** A shift lead exports by lot, origin, person and days; how many that are is seen before anything is written. */
export function ExportsScreen() {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(nothingTyped);
  const running = useExport((state) => state.running);
  const filter = filterOf(typed);
  const { count, problem } = useFilterCount(filter);
  const field = (name: keyof typeof nothingTyped, label: string, description: string, type: 'text' | 'date') => (
    <TextInput
      type={type}
      label={label}
      description={description}
      value={typed[name]}
      onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
    />
  );
  const tooMany = count !== null && count > MOST_EXPORTED;
  return (
    <div className={classes.screen}>
      <h1 className={classes.title}>{t('app.screen.exports')}</h1>
      <p>{t('exports.about')}</p>
      <fieldset className={classes.filters}>
        <legend>{t('exports.which')}</legend>
        {field('lotName', t('exports.lot'), t('exports.lotHint'), 'text')}
        {field('mediaSource', t('exports.source'), t('exports.sourceHint'), 'text')}
        {field('operatorName', t('exports.operator'), t('exports.operatorHint'), 'text')}
        {field('fromDay', t('exports.fromDay'), t('exports.dayHint'), 'date')}
        {field('toDay', t('exports.toDay'), t('exports.dayHint'), 'date')}
      </fieldset>
      <div className={classes.start}>
        <p role="status" className={classes.count}>
          {count === null
            ? t('exports.counting')
            : tooMany
              ? t('exports.tooMany', { most: MOST_EXPORTED })
              : t('exports.fit', { count })}
        </p>
        <Button
          onClick={() => void startExport({ kind: 'filter', filter })}
          loading={running}
          disabled={count === null || count === 0 || tooMany}
        >
          {t('exports.start', { count: tooMany ? MOST_EXPORTED : (count ?? 0) })}
        </Button>
      </div>
      <ProblemBoxes problem={problem} />
      <ExportProgress />
      <p>{t('exports.single')}</p>
    </div>
  );
}

function filterOf(typed: typeof nothingTyped): ExportFilter {
  const given = (text: string) => (text.trim() === '' ? null : text.trim());
  return {
    lotName: given(typed.lotName),
    mediaSource: given(typed.mediaSource),
    operatorName: given(typed.operatorName),
    fromDay: given(typed.fromDay),
    toDay: given(typed.toDay),
  };
}
