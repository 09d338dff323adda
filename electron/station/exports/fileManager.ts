import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { type Answer, refuse } from '../../../core/domain/refusal.ts';

/** The desktop's own way to open a folder (xdg-utils). */
const OPENER = '/usr/bin/xdg-open';

/** Opens a folder of the station in the desktop's file manager, or says where it is. Nothing that a window sends gets here. */
export async function openInFileManager(folder: string): Promise<Answer<{ folder: string }>> {
  const no = { outcome: 'refused' as const, refusals: [refuse('folder-not-opened', { folder })] };
  const desktop = process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY;
  if (desktop === undefined || !existsSync(OPENER)) return no;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const opener = spawn(OPENER, [folder], { stdio: 'ignore' });
  const opened = await new Promise<boolean>((resolve) => {
    opener.once('error', () => resolve(false));
    opener.once('exit', (code) => resolve(code === 0));
  });
  return opened ? { outcome: 'done', value: { folder } } : no;
}
