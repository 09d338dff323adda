import type { Teaching } from '../i18n/sentences.ts';
import { sayProblem } from '../i18n/sentences.ts';
import type { Problem } from '../link/ask.ts';
import { Icon } from './Icon.tsx';
import classes from './TeachingBox.module.css';

/** A refusal as a lesson: what happened, what it means, what to do now; the code small beside it. */
export function TeachingBox({ teaching }: { teaching: Teaching }) {
  return (
    <div className={classes.box}>
      <Icon name="help" size="1.5rem" />
      <div>
        <p className={classes.happened}>{teaching.happened}</p>
        <p>{teaching.meaning}</p>
        <p className={classes.action}>{teaching.action}</p>
      </div>
      <code className={classes.code}>{teaching.code}</code>
    </div>
  );
}

/** Every refusal of a request; read out when it appears. Nothing when there is none. */
export function ProblemBoxes({ problem }: { problem: Problem | null }) {
  if (problem === null) return null;
  return (
    <div role="alert" className={classes.list}>
      {sayProblem(problem).map((teaching) => (
        <TeachingBox key={teaching.code + teaching.happened} teaching={teaching} />
      ))}
    </div>
  );
}
