import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CertificateRow } from '../../../core/contract/station.ts';
import { goTo } from '../../app/place.ts';
import { sayDay } from '../../i18n/measures.ts';
import { seenText } from '../../i18n/seenText.ts';
import { type Column, DataTable } from '../../ui/DataTable.tsx';
import { ProblemBoxes } from '../../ui/TeachingBox.tsx';
import { ExportButton } from './ExportButton.tsx';
import { listCertificates, usePagedRows } from './usePagedRows.ts';

const benchColumn = (t: TFunction): Column<CertificateRow> => ({
  id: 'bench',
  title: t('certificates.bench'),
  text: (row) => (row.virtual ? t('app.virtual') : t('certificates.steel')),
  width: '6.5rem',
});

/** Only where something was refused, and then in the place of the bench, which the window's frame says as well: a small screen has no room for both. */
const refusedColumn = (t: TFunction): Column<CertificateRow> => ({
  id: 'refusedByQuality',
  title: t('certificates.quality'),
  text: (row) => (row.refusedByQuality === null ? '' : t('certificates.refusedByQuality')),
  width: '6.5rem',
});

export function CertificateTable({ search }: { search: string }) {
  const { t, i18n } = useTranslation();
  const { rows, more, problem, loadMore } = usePagedRows<CertificateRow>(listCertificates, search);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  const wanted = rows.filter(({ refusedByQuality }) => refusedByQuality === null);
  const anyRefused = wanted.length < rows.length;
  const columns = useMemo<Column<CertificateRow>[]>(
    () => [
      { id: 'certificateId', title: t('certificates.number'), text: (row) => row.certificateId, width: '14.5rem' },
      {
        id: 'serialNumber',
        title: t('fact.serialNumber'),
        text: (row) => seenText(row.serialNumber) ?? t('unknown'),
        width: '11.5rem',
      },
      {
        id: 'assetTag',
        title: t('fact.assetTag'),
        text: (row) => seenText(row.assetTag) ?? t('notGiven'),
        width: '8rem',
      },
      { id: 'lotName', title: t('fact.lot'), text: (row) => seenText(row.lotName) ?? t('notGiven'), width: '9rem' },
      { id: 'model', title: t('fact.model'), text: (row) => seenText(row.model) ?? t('unknown') },
      {
        id: 'issuedAt',
        title: t('certificates.issuedAt'),
        text: (row) => sayDay(row.issuedAt, i18n.language),
        sortBy: (row) => row.issuedAt,
        width: '12rem',
      },
      { id: 'operatorName', title: t('fact.operator'), text: (row) => seenText(row.operatorName) },
      anyRefused ? refusedColumn(t) : benchColumn(t),
    ],
    [t, i18n.language, anyRefused],
  );
  return (
    <>
      <ProblemBoxes problem={problem} />
      <DataTable
        label={t('certificates.certificates')}
        columns={columns}
        rows={rows}
        more={more}
        keyOf={(row) => row.certificateId}
        loadMore={loadMore}
        open={(row) => goTo('certificates', row.certificateId)}
        openWord={(row) => row.certificateId}
        choice={{ chosen, toggle }}
        tools={
          <ExportButton
            chosen={chosen}
            chooseLoaded={() => setChosen(new Set(wanted.map((row) => row.certificateId)))}
            loaded={wanted.length}
            clear={() => setChosen(new Set())}
          />
        }
      />
    </>
  );
}
