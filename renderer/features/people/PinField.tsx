import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

type Props = { label: string; description?: string; value: string; change: (value: string) => void };

/** A PIN that is typed for one act; it is kept nowhere. */
export function PinField({ label, description, value, change }: Props) {
  const { t } = useTranslation('people');
  return (
    <PasswordInput
      label={label}
      {...(description === undefined ? {} : { description })}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      autoComplete="off"
      maxLength={32}
      visibilityToggleButtonProps={{ 'aria-label': t('showPin') }}
      required
    />
  );
}
