import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ThingView } from '../../../core/contract/receivingViews.ts';
import { deviceKindName } from '../../../core/reconciliation/deviceKind.ts';
import { sayKind } from './receivingState.ts';

/** What a person sees before them: a kind that nobody said counts as a computer, and one that is not the list's is an exception. */
export function SayKind({ thing }: { thing: ThingView }) {
  const { t } = useTranslation('receiving');
  return (
    <NativeSelect
      aria-label={t('screen.kind')}
      value={thing.deviceKind ?? ''}
      onChange={(event) => {
        const kind = deviceKindName.options.find((one) => one === event.currentTarget.value);
        if (kind !== undefined) void sayKind(thing.thingId, kind);
      }}
      data={[
        { value: '', label: t('screen.kind'), disabled: true },
        ...deviceKindName.options.map((value) => ({ value, label: t(`kinds.${value}`) })),
      ]}
    />
  );
}
