#!/usr/bin/env bash
# Boots KERNEL with INITRAMFS under QEMU and copies the machine's console to stdout: `boot.sh KERNEL INITRAMFS [SECONDS]`.
# Exit 0 when the machine turned itself off within SECONDS (180). Always software emulation: it takes some seconds, and
# /dev/kvm may pass a probe and hang the guest all the same.
set -euo pipefail
kernel=$1 initramfs=$2 seconds=${3:-180}
exec timeout --kill-after=5 "$seconds" qemu-system-x86_64 -accel tcg -cpu max -m 512 -nodefaults -display none -monitor none \
  -serial stdio -no-reboot -kernel "$kernel" -initrd "$initramfs" -append "console=ttyS0 quiet panic=-1" </dev/null
