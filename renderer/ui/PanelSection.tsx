import type { ReactNode } from 'react';
import { useId } from 'react';
import classes from './PanelSection.module.css';

/** A titled part of a panel; a landmark, so that it can be jumped to. */
export function PanelSection({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <h2 id={id} className={classes.title}>
        {title}
      </h2>
      {children}
    </section>
  );
}
