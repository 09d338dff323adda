/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** What the window's own clock saw in one stretch of time. */
export type Frames = {
  readonly elapsedMs: number;
  readonly frames: number;
  /** Frames of 1/60 s for which nothing was drawn, over all of them. */
  readonly droppedShare: number;
  /** The longest time between two frames. */
  readonly longestMs: number;
  /** Tasks of 50 ms and more, as the browser tells them, and the longest. */
  readonly longTasks: number;
  readonly longestTaskMs: number;
};

/** Counts the frames that the page is given for so long (requestAnimationFrame), and its long tasks (Long Tasks API). Sixty a second is what the browser aims at. */
export function watchFrames(page: Page, forMs: number): Promise<Frames> {
  return page.evaluate(async (elapsedMs) => {
    const FRAME_MS = 1000 / 60;
    const gaps: number[] = [];
    const tasks: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    });
    observer.observe({ entryTypes: ['longtask'] });
    const nextFrame = () => new Promise<number>((drawn) => requestAnimationFrame(drawn));
    const startedMs = await nextFrame();
    let lastMs = startedMs;
    while (lastMs - startedMs < elapsedMs) {
      const nowMs = await nextFrame();
      gaps.push(nowMs - lastMs);
      lastMs = nowMs;
    }
    // What ended in the last moment is told a moment later.
    await new Promise((passed) => setTimeout(passed, 100));
    observer.disconnect();
    const due = Math.round((lastMs - startedMs) / FRAME_MS);
    const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / FRAME_MS) - 1), 0);
    return {
      ...{
        elapsedMs: lastMs - startedMs,
        frames: gaps.length,
        droppedShare: dropped / due,
        longestMs: Math.max(...gaps),
      },
      ...{ longTasks: tasks.length, longestTaskMs: Math.max(0, ...tasks) },
    };
  }, forMs);
}
