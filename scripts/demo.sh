#!/usr/bin/env bash
# The demo: sets this machine up, builds examples/initramfs, boots the result under QEMU and checks what it says.
# Runs as any user; installs only what setup.sh may install. The store is the user's own, so a second run builds nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/setup.sh demo

say() { printf '\n%s\n' "$*"; }
forge() { node bin/forge.js "$@"; }

distribution=debian
if (. /etc/os-release && [ "${ID:-}" = ubuntu ]); then distribution=ubuntu; fi
nonce=$(od -An -N6 -tu8 /dev/urandom | tr -d ' \n')
example=(-C examples/initramfs -o "distribution=$distribution" -o "nonce=$nonce")
output=$PWD/tmp/demo
log=$(mktemp)
trap 'rm -f "$log"' EXIT

say "Building examples/initramfs from the $distribution archive"
# A terminal keeps its live view: errors are looked for in a second run, which repeats what failed and nothing else.
if ! forge build "${example[@]}" --track image kernel; then
  if forge build "${example[@]}" --track --json image kernel >"$log" 2>&1; then
    :
  elif grep -q FORGE2010 "$log"; then
    say "The mirror no longer has a version that examples/initramfs/forge.lock names: tracking again, which changes that file"
    forge track "${example[@]}" image kernel
    forge build "${example[@]}" image kernel
  else
    exit 1
  fi
fi

rm -rf "$output"
mkdir -p "$output"
forge checkout "${example[@]}" image "$output/image"
forge checkout "${example[@]}" kernel "$output/kernel"
kernel=$(ls "$output"/kernel/boot/vmlinuz-* | tail -n 1)
initramfs=$output/image/boot/initramfs.gz

say "Booting it under QEMU (software emulation)"
bash scripts/boot.sh "$kernel" "$initramfs" 180 | tr -d '\r' | tee "$log"
if ! grep -Eq "^FORGE-BOOT $nonce [0-9a-f]{64}$" "$log"; then
  say "The machine did not print the line that was built into it: FORGE-BOOT $nonce"
  exit 1
fi

say "It booted, and printed the nonce $nonce, which only this build knew."
say "The image:      $initramfs
The kernel:     $kernel
Boot it again:  bash scripts/boot.sh ${kernel#"$PWD/"} ${initramfs#"$PWD/"}
The project:    examples/initramfs/build.config.ts"
