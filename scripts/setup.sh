#!/usr/bin/env bash
# Brings a bare Debian or Ubuntu with Node to where forge can be built: `setup.sh demo` or `setup.sh test`.
# Installs Debian packages where it may (root, or sudo that asks nothing), else prints the exact line and stops.
# Changes nothing else of the system.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
purpose=${1:-demo}

# What forge itself and the example need, then what only the tests need.
packages=(bubblewrap gpgv xz-utils zstd cpio qemu-system-x86)
if [ "$purpose" = test ]; then
  packages+=(busybox-static fakeroot libfaketime strace git gnupg dpkg-dev procps tmux util-linux passwd chromium zsh fish)
fi

say() { printf '%s\n' "$*" >&2; }

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  say "Node.js 20.19 or newer and npm are needed; neither is installed by this script."
  exit 1
fi
if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
  say "Node.js 20.19 or newer is needed; this is $(node --version)."
  exit 1
fi

missing=()
if command -v dpkg-query >/dev/null; then
  for package in "${packages[@]}"; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
else
  say "This is neither Debian nor Ubuntu: install what these packages hold by hand: ${packages[*]}"
fi

if [ ${#missing[@]} -gt 0 ]; then
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo -n); fi
  if [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; then
    say "Installing Debian packages: ${missing[*]}"
    # A list that is out of date is only a reason to fail when the package cannot be had with it.
    "${as_root[@]}" apt-get update -q >&2 || say "apt-get update failed; going on with the lists at hand"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
  else
    say "These Debian packages are missing and may not be installed from here. Run this line, then start again:"
    say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
    exit 1
  fi
fi

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "Installing npm packages"
  npm ci --no-audit --no-fund >&2
fi
if [ ! -e dist/build-id ] || [ -n "$(find core dsl stdlib sandbox package.json tsconfig.base.json scripts/bundle.js -newer dist/build-id -print -quit)" ]; then
  say "Bundling forge"
  node scripts/bundle.js >&2
fi
