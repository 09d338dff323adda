#!/bin/bash
# The guest's process 1: mounts, network to the host and no further, udev, drivers, then the runner that the host talks to.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LANG=C.UTF-8
HERE=$(dirname "$0"); PROJECT=$(realpath "$HERE/../../../..")
for a in $(</proc/cmdline); do case $a in lab.lifetime=*) LIFETIME=${a#lab.lifetime=};; lab.drivers=*) DRIVERS=${a#lab.drivers=};; esac; done
# Whatever happens to the host's side, this guest ends by itself.
( sleep "${LIFETIME:-600}"; echo o > /proc/sysrq-trigger ) &

mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts; mount -t tmpfs shm /dev/shm; mount -t tmpfs run /run
ln -sf /proc/self/fd /dev/fd
for i in 0:stdin 1:stdout 2:stderr; do ln -sf /proc/self/fd/${i%:*} /dev/${i#*:}; done
mkdir -p /run/out /run/lock /run/wipebench
mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,access=any out /run/out
exec </dev/null >>/run/out/guest.log 2>&1
at() { read -r up _ </proc/uptime; echo "$up s: $1"; }
at 'shared folder mounted'

# No route and no name server: only the host's loopback can be reached, as 10.0.2.2.
modprobe virtio_net
echo lab-bench > /proc/sys/kernel/hostname
busybox ip link set lo up
busybox ip addr add 10.0.2.15/24 dev eth0
busybox ip link set eth0 up

(
  # The rules of a bench PC; every drive of this one sits in a bay.
  mkdir -p /run/udev/rules.d
  echo 'SUBSYSTEM=="block", KERNEL=="nvme*|sd*", ENV{WIPEBENCH_BAY}="1"' > /run/udev/rules.d/89-lab-bays.rules
  cp "$PROJECT"/resources/udev/*.rules /run/udev/rules.d/
  /lib/systemd/systemd-udevd --daemon --event-timeout=45
  at 'udevd up'
  for driver in ${DRIVERS//,/ }; do modprobe "$driver" & done; wait
  at 'drivers loaded'
  udevadm settle --timeout=60
  at 'drives settled'
  touch /run/lab-drivers-loaded
) &

"$PROJECT/node_modules/node/bin/node" "$HERE/runner.ts"
echo "runner ended with $?"
sync
echo o > /proc/sysrq-trigger
sleep 60
