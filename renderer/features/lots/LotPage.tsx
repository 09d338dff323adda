import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LotRow } from '../../../core/contract/lots.ts';
import { Icon } from '../../ui/Icon.tsx';
import { AssetTable } from './AssetTable.tsx';
import { openImport } from './importState.ts';
import { signalOfLot } from './LotCard.tsx';
import { LotFacts } from './LotFacts.tsx';
import classes from './LotsScreen.module.css';
import { RejectedTable } from './RejectedTable.tsx';

/** One lot: what its lists say, and the way in for the next list. */
export function LotPage({ lot }: { lot: LotRow }) {
  const { t } = useTranslation('lots');
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState<'assets' | 'rejected'>('assets');
  return (
    <>
      <a href="#/lots">{t('back')}</a>
      <div className={classes.head}>
        <h1 className={classes.title}>{lot.name}</h1>
        <span className={classes.state} data-signal={signalOfLot[lot.state]}>
          {t(`state.${lot.state}`)}
        </span>
        <p className={classes.facts}>
          <span>{lot.customer.name}</span>
          <LotFacts lot={lot} />
        </p>
        {lot.state !== 'closed' && <Button onClick={() => openImport(lot.lotId)}>{t('importList')}</Button>}
      </div>
      {lot.assets + lot.rejected === 0 ? (
        <div className={classes.teach}>
          <h2>{t('noList')}</h2>
          <p>{t('noneTeaches')}</p>
        </div>
      ) : (
        <>
          <div className={classes.find}>
            <TextInput
              className={classes.search ?? ''}
              aria-label={t('search')}
              placeholder={t('search')}
              leftSection={<Icon name="search" size="1.3rem" />}
              value={search}
              disabled={shown === 'rejected'}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            <SegmentedControl
              size="lg"
              transitionDuration={0}
              aria-label={t('rows')}
              value={shown}
              onChange={(value) => setShown(value === 'rejected' ? 'rejected' : 'assets')}
              data={[
                { value: 'assets', label: t('assetRows') },
                { value: 'rejected', label: t('rejectedRows') },
              ]}
            />
          </div>
          {shown === 'assets' ? <AssetTable lot={lot} search={search} /> : <RejectedTable lot={lot} />}
        </>
      )}
    </>
  );
}
