import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ThingView } from '../../../core/contract/receivingViews.ts';
import { deviceKindName } from '../../../core/reconciliation/deviceKind.ts';
import { sayKind } from './receivingState.ts';

/**
 * What a person sees before them: a kind that nobody said counts as a computer, and one that is not the list's is an exception. Choosing alone writes nothing: the
 * arrow keys go through every kind on their way.
 */
export function SayKind({ thing }: { thing: ThingView }) {
  const { t } = useTranslation('receiving');
  const [wish, setWish] = useState(thing.deviceKind);
  return (
    <>
      <NativeSelect
        aria-label={t('screen.kind')}
        value={wish ?? ''}
        onChange={(event) => setWish(deviceKindName.options.find((one) => one === event.currentTarget.value) ?? null)}
        data={[
          { value: '', label: t('screen.kind'), disabled: true },
          ...deviceKindName.options.map((value) => ({ value, label: t(`kinds.${value}`) })),
        ]}
      />
      {wish !== null && wish !== thing.deviceKind && (
        <Button variant="default" onClick={() => void sayKind(thing.thingId, wish)}>
          {t('custody.write')}
        </Button>
      )}
    </>
  );
}
