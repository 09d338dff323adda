import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Fact.module.css';

/** A list of facts, name beside value. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

/** One fact. What is not known is said to be unknown, never shown as nothing or zero. */
export function Fact({ name, children, mono = false }: { name: string; children: ReactNode; mono?: boolean }) {
  const { t } = useTranslation();
  const unknown = children === null || children === undefined;
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd className={mono && !unknown ? classes.mono : undefined} data-unknown={unknown}>
        {unknown ? t('unknown') : children}
      </dd>
    </div>
  );
}
