import { app, session } from 'electron';
import { APP_ORIGIN } from './rendererProtocol.ts';

/** Takes from every page what ours never needs: permissions, other addresses, navigation, new windows, embedded views. */
export function lockDown(): void {
  const pages = session.defaultSession;
  pages.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  pages.setPermissionCheckHandler(() => false);
  pages.setDevicePermissionHandler(() => false);
  pages.webRequest.onBeforeRequest((request, answer) => {
    const ours =
      request.url.startsWith(`${APP_ORIGIN}/`) || request.url.startsWith('data:') || request.url.startsWith('blob:');
    answer({ cancel: !ours && !request.url.startsWith('devtools:') });
  });
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}
