import { NativeSelect, NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Delimiter, delimiter, type ListFormat, textEncoding } from '../../../core/intake/listShape.ts';
import { chooseDateOrder, type ImportStep, propose } from './importState.ts';
import classes from './LotsScreen.module.css';

type Mapping = Extract<ImportStep, { step: 'mapping' }>;

const delimiterWords = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const satisfies Record<
  Delimiter,
  string
>;

/** How the file is read; a change has the station look again. */
export function ReadingForm({ at }: { at: Mapping }) {
  const { t } = useTranslation('lots');
  const { format, headerRow, fields, dateOrder } = at.plan;
  const again = (changed: ListFormat, header: number | null) =>
    void propose(at.fileId, at.fileName, { format: changed, headerRow: header });
  return (
    <div className={classes.reading}>
      {format.kind === 'csv' && (
        <>
          <NativeSelect
            label={t('encoding')}
            description={at.proposal.encodingSure ? undefined : t('encodingUnsure')}
            value={format.encoding}
            onChange={(event) =>
              again({ ...format, encoding: textEncoding.parse(event.currentTarget.value) }, headerRow)
            }
            data={textEncoding.options}
          />
          <NativeSelect
            label={t('delimiter')}
            value={format.delimiter}
            onChange={(event) => again({ ...format, delimiter: delimiter.parse(event.currentTarget.value) }, headerRow)}
            data={delimiter.options.map((mark) => ({ value: mark, label: t(`delimiters.${delimiterWords[mark]}`) }))}
          />
        </>
      )}
      {format.kind === 'xlsx' && (
        <NativeSelect
          label={t('sheet')}
          value={format.sheet}
          onChange={(event) => again({ kind: 'xlsx', sheet: event.currentTarget.value }, headerRow)}
          data={at.proposal.sheets}
        />
      )}
      <NumberInput
        hideControls
        size="lg"
        label={t('headerRow')}
        description={t('headerNone')}
        min={0}
        max={400}
        allowDecimal={false}
        defaultValue={headerRow ?? 0}
        onBlur={(event) => {
          const row = Number(event.currentTarget.value);
          if (Number.isInteger(row) && row !== (headerRow ?? 0)) again(format, row === 0 ? null : row);
        }}
      />
      {fields.includes('retiredOn') && (
        <NativeSelect
          label={t('dates')}
          value={dateOrder}
          onChange={(event) =>
            chooseDateOrder(event.currentTarget.value === 'month-first' ? 'month-first' : 'day-first')
          }
          data={[
            { value: 'day-first', label: t('dayFirst') },
            { value: 'month-first', label: t('monthFirst') },
          ]}
        />
      )}
    </div>
  );
}
