/** Where the running system lives: its root, boot files and programs, and the medium a live system was started from. */
const SYSTEM_MOUNT_POINTS = new Set([
  '/',
  '/boot',
  '/boot/efi',
  '/efi',
  '/usr',
  '/var',
  '/nix',
  '/nix/store',
  '/gnu/store',
  '/sysroot',
  '/cdrom',
  '/isodevice',
  '/run/archiso/bootmnt',
]);
const LIVE_MEDIUM_FOLDERS = ['/run/live/', '/lib/live/mount/', '/run/initramfs/'];

/** True for a mount that the running system cannot lose (Debian live, casper, dracut and Arch place their medium at these points). */
export function isSystemMount(mountPoint: string): boolean {
  return SYSTEM_MOUNT_POINTS.has(mountPoint) || LIVE_MEDIUM_FOLDERS.some((folder) => mountPoint.startsWith(folder));
}
