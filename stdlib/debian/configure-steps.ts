// The shell text by which a root of unpacked essential packages becomes a system that is installed and configured, by the
// packages' own dpkg and scripts. What debootstrap does in its second stage, without root and without a network.
//
// All of it runs under fakeroot, which remembers the owners, modes and devices that scripts set; its state is handed to the
// engine. Nothing may depend on time, chance or order of directories: two runs leave the same tree.

import { type Script, sh } from "../../dsl/index.ts";

/** Where the packages are, in directories by round of installation. */
export const PACKAGES = "/forge/packages";
/** Where fakeroot is: a tool of the steps, no part of the system. */
export const FAKEROOT = "/forge/fakeroot";
export const FAKEROOT_STATE = "/forge/scratch/fakeroot";

/** Steps in the order in which they run. Each goes on with the owners that the one before it left. */
export function configureSteps(): { readonly [step: string]: readonly Script[] } {
  return {
    unpack: [underFakeroot(UNPACK_BASE)],
    configure: [underFakeroot(CONFIGURE_BASE)],
    install: [underFakeroot(INSTALL_REST)],
    clean: [underFakeroot(CLEAN)],
  };
}

function underFakeroot(commands: string): Script {
  return sh`
    export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true FAKEROOTDONTTRYCHOWN=1 PYTHONDONTWRITEBYTECODE=1
    test -e ${FAKEROOT_STATE} || : >${FAKEROOT_STATE}
    exec ${FAKEROOT}/usr/bin/fakeroot-sysv -l ${FAKEROOT}/usr/lib/*/libfakeroot/libfakeroot-sysv.so -f ${FAKEROOT}/usr/bin/faked-sysv \
      -i ${FAKEROOT_STATE} -s ${FAKEROOT_STATE} -- sh -e -c ${commands}
  `;
}

/** Files need not be durable before the whole tree is: that is the engine's affair. */
const DPKG = "dpkg --force-unsafe-io";

/**
 * dpkg unpacks what lies there already, so that it knows whose it is. It leaves directories as it finds them, hence those
 * that are only empty ones go first; /tmp is one that cannot.
 */
const UNPACK_BASE = `
mkdir -p /var/lib/dpkg/info /var/lib/dpkg/updates
: >/var/lib/dpkg/status
find / -xdev -mindepth 1 -depth -type d -empty ! -path '/tmp' ! -path '/proc*' ! -path '/dev*' ! -path '/forge*' ! -path '/var/lib/dpkg/*' ! -path '/var/log' -delete
chmod 1777 /tmp
# Until the alternatives are set up.
for awk in mawk gawk original-awk; do
  [ -e /usr/bin/awk ] || [ ! -e "/usr/bin/$awk" ] || ln -s "$awk" /usr/bin/awk
done
# Pre-dependencies among the essential packages hold one another up; all of them are there.
${DPKG} --force-depends --unpack ${PACKAGES}/00/*.deb
`;

const CONFIGURE_BASE = `
# No service starts in here.
printf '#!/bin/sh\\nexit 101\\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
# Users and groups come first: scripts of the others give files to them.
${DPKG} --force-depends --configure base-passwd
${DPKG} --configure --pending
`;

const INSTALL_REST = `
for round in ${PACKAGES}/*; do
  [ "$round" != ${PACKAGES}/00 ] || continue
  ${DPKG} --unpack "$round"/*.deb
  ${DPKG} --configure --pending
done
`;

/**
 * Takes away what differs between two installations or belongs to neither: logs, caches, backups, locks, and what every
 * machine must make for itself when it starts for the first time.
 */
const CLEAN = `
rm -f /usr/sbin/policy-rc.d
audit=$(dpkg --audit)
[ -z "$audit" ] || { echo "$audit"; exit 1; }
find /var/log -type f -size +0 -delete
find /run /var/tmp -xdev -mindepth 1 -depth ! -type d -delete
for directory in /var/cache/apt /var/lib/apt/lists /var/cache/man /var/cache/fontconfig; do
  [ ! -d "$directory" ] || find "$directory" -type f -delete
done
rm -f /var/cache/ldconfig/aux-cache /var/cache/debconf/*-old
rm -f /var/lib/dpkg/*-old /var/lib/dpkg/lock /var/lib/dpkg/lock-frontend /var/lib/dpkg/triggers/Lock
rm -f /etc/passwd- /etc/group- /etc/shadow- /etc/gshadow- /etc/subuid- /etc/subgid- /etc/.pwd.lock
# Identities and keys are not to be shared.
rm -f /etc/ssh/ssh_host_*key /etc/ssh/ssh_host_*key.pub /var/lib/systemd/random-seed /var/lib/systemd/credential.secret
rm -f /etc/ssl/private/ssl-cert-snakeoil.key /etc/ssl/certs/ssl-cert-snakeoil.pem
[ ! -d /etc/ssl/certs ] || find /etc/ssl/certs -lname '*ssl-cert-snakeoil.pem' -delete
[ ! -f /var/lib/dbus/machine-id ] || [ -L /var/lib/dbus/machine-id ] || rm /var/lib/dbus/machine-id
# Empty, it is made when a machine starts for the first time. It is read-only even to its owner.
[ ! -s /etc/machine-id ] || { rm /etc/machine-id; : >/etc/machine-id; chmod 444 /etc/machine-id; }
`;
