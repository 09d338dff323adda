import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Dialog.module.css';

type Props = { title: string; close: () => void; wide?: boolean; zIndex?: number; children: ReactNode };

/** A dialog with a plain heading (no second page banner), closed by Escape, its button or a click beside it. */
export function Dialog({ title, close, wide = false, zIndex = 200, children }: Props) {
  const { t } = useTranslation();
  return (
    <Modal.Root
      opened
      onClose={close}
      centered
      size={wide ? 1140 : 'lg'}
      zIndex={zIndex}
      transitionProps={{ duration: 0 }}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={classes.body ?? ''}>
          <div className={classes.head}>
            <Modal.Title className={classes.title ?? ''}>{title}</Modal.Title>
            <Modal.CloseButton size={44} iconSize={26} aria-label={t('close')} />
          </div>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
