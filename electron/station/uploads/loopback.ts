import { isIP } from 'node:net';

/** Whether a host is this computer itself, so that nothing travels over a network: `localhost`, 127.0.0.0/8, ::1, or the folder of a UNIX socket. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return (
    bare === 'localhost' || bare.startsWith('/') || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
  );
}
