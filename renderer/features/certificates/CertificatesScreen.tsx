import { SegmentedControl, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePlace } from '../../app/place.ts';
import { Icon } from '../../ui/Icon.tsx';
import { CertificatePage, DestructionPage } from './CertificatePage.tsx';
import classes from './CertificatesScreen.module.css';
import { CertificateTable } from './CertificateTable.tsx';
import { RecordPage } from './RecordPage.tsx';
import { RecordTable } from './RecordTable.tsx';
import { useSearch } from './search.ts';

/** Finds any certificate or record; one of them opened is a page of its own. */
export function CertificatesScreen() {
  const { t } = useTranslation();
  const { item } = usePlace();
  const { text, list } = useSearch();
  if (item?.startsWith('WD-')) return <DestructionPage key={item} destructionId={item} />;
  if (item?.startsWith('WB-')) return <CertificatePage key={item} certificateId={item} />;
  if (item !== null) return <RecordPage key={item} recordId={item} />;
  return (
    <div className={classes.screen}>
      <h1 className={classes.title}>{t('app.screen.certificates')}</h1>
      <div className={classes.find}>
        <TextInput
          className={classes.search ?? ''}
          aria-label={t('certificates.search')}
          placeholder={t('certificates.search')}
          leftSection={<Icon name="search" size="1.3rem" />}
          value={text}
          onChange={(event) => useSearch.setState({ text: event.currentTarget.value })}
        />
        <SegmentedControl
          size="lg"
          transitionDuration={0}
          aria-label={t('certificates.which')}
          value={list}
          onChange={(value) => useSearch.setState({ list: value === 'records' ? 'records' : 'certificates' })}
          data={[
            { value: 'certificates', label: t('certificates.certificates') },
            { value: 'records', label: t('records.records') },
          ]}
        />
      </div>
      {list === 'certificates' ? <CertificateTable search={text} /> : <RecordTable search={text} />}
    </div>
  );
}
