#!/bin/busybox sh
# First program of the guest: the host's root file system, read-only over 9p, under a layer in memory that takes every write.
B=/bin/busybox
$B mount -t proc proc /proc; $B mount -t sysfs sys /sys; $B mount -t devtmpfs dev /dev
while read m; do $B insmod /mod/$m || echo "insmod $m failed"; done < /mod/order
$B mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose hostroot /lower
$B mount -t tmpfs -o size=75% rw /rw; $B mkdir /rw/u /rw/w
$B mount -t overlay -o lowerdir=/lower,upperdir=/rw/u,workdir=/rw/w ov /root
for d in proc sys dev; do $B mount --move /$d /root/$d; done
# In base64, so that a path may hold spaces.
for a in $($B cat /root/proc/cmdline); do case $a in lab.init=*) INIT=$(echo ${a#lab.init=} | $B base64 -d);; esac; done
exec $B switch_root /root /bin/bash "$INIT"
