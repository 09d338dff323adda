import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type AssetField, assetField } from '../../../core/domain/asset.ts';
import type { ProposedColumn } from '../../../core/intake/proposeMapping.ts';
import { chooseField } from './importState.ts';
import classes from './LotsScreen.module.css';
import { sayIntake } from './sayIntake.ts';

/** Every column of the file, what it is read as and why; a person changes what is not right. */
export function MappingTable(props: { columns: readonly ProposedColumn[]; fields: readonly (AssetField | null)[] }) {
  const { columns, fields } = props;
  const { t } = useTranslation('lots');
  const { t: words } = useTranslation('intake');
  return (
    <section aria-labelledby="lots-mapping">
      <h3 id="lots-mapping">{t('mapping')}</h3>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{t('column')}</th>
            <th>{t('examples')}</th>
            <th>{t('field')}</th>
            <th>{t('whyField')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column, index) => {
            const name = column.name.trim() === '' ? t('unnamed', { number: index + 1 }) : column.name;
            const field = fields[index] ?? null;
            const changed = field !== column.field;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name, their place is what they are
              <tr key={index}>
                <th scope="row">{name}</th>
                <td className={classes.examples}>{column.examples.join(' · ')}</td>
                <td>
                  <NativeSelect
                    size="md"
                    aria-label={t('fieldOf', { column: name })}
                    value={field ?? ''}
                    onChange={(event) => {
                      const chosen = assetField.safeParse(event.currentTarget.value);
                      chooseField(index, chosen.success ? chosen.data : null);
                    }}
                    data={[
                      { value: '', label: words('keptAsIs') },
                      ...assetField.options.map((option) => ({ value: option, label: words(`fields.${option}`) })),
                    ]}
                  />
                </td>
                <td>
                  {!changed && (
                    <>
                      <b data-confidence={column.confidence}>{t(`confidence.${column.confidence}`)}</b>{' '}
                      {sayIntake(column.why)}
                    </>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
