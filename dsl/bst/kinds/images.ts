// Element kinds that make packages and disk images from commands of their own. BuildStream 1 had the same, in bst-external.

import { buildKind, type Kind, otherKind } from "./kind.ts";

const INPUT = new Set(["input"]);

/** `line` gives a command of several lines the form that the format keeps it in. */
export function imageKinds(line: (text: string) => string): readonly Kind[] {
  return [dpkgBuild(line), dpkgDeploy(line), bootImage(line), ext4Image(line), diskImage(line)];
}

function dpkgBuild(line: (text: string) => string): Kind {
  return buildKind("dpkg_build", {
    variables: {
      rulesfile: "debian/rules",
      "prepare-dir": "/bin/chmod +x debian/rules",
      clean: "%{rulesfile} clean",
      build: "%{rulesfile} build",
      binary: "env DH_OPTIONS='--destdir=.' %{rulesfile} binary",
      packages: "<PACKAGES>",
      "install-packages": "for pkg in %{packages}; do\n  cp -a debian/${pkg}/* %{install-root}\ndone",
      "clear-debian": "rm -r %{install-root}/DEBIAN",
    },
    config: {
      "build-commands": ["%{prepare-dir}", "%{clean}", "%{build}", "%{binary}"].map(line),
      "install-commands": ["%{install-packages}", "%{clear-debian}"].map(line),
      "strip-commands": ["%{strip-binaries}"].map(line),
    },
    environment: { MAKEFLAGS: "-j%{max-jobs}", V: "1", DH_VERBOSE: "1", QUILT_PATCHES: "debian/patches" },
    "environment-nocache": ["MAKEFLAGS", "V", "DH_VERBOSE"],
  });
}

function dpkgDeploy(line: (text: string) => string): Kind {
  return otherKind("dpkg_deploy", "opaque", {
    defaults: {
      variables: {
        packages: "<PACKAGES>",
        buildpkg: `for package in %{packages}; do
  /bin/chmod 0755 %{build-root}/$package/DEBIAN
  dpkg-deb --build %{build-root}/$package %{install-root}
done`,
      },
      config: { "build-commands": [line("%{buildpkg}")] },
    },
    dependencyKeys: INPUT,
  });
}

function bootImage(line: (text: string) => string): Kind {
  return otherKind("fastboot_bootimg", "opaque", {
    defaults: {
      variables: {
        base: "0x80000000",
        "dtb_page-size": "2048",
        "kernel_page-size": "4096",
        dtb_directory: "/boot",
        img_directory: "/boot",
        ramdisk_directory: "/boot",
        ramdisk: "initrd.img",
        dtb_output: "dt.img",
        img_output: "boot-kernel-test.img",
        "kernel-cmdline": "root=/dev/disk/by-partlabel/userdata rw rootwait console=tty0 console=ttyHSL0,115200,n8 log_buf_len=4M",
      },
      config: {
        create_dtb: [line("cd /buildstream\ndtbTool -o %{dtb_output} -s %{dtb_page-size} %{build-root}/%{dtb_directory}")],
        create_img: [
          line(`mkbootimg --kernel %{build-root}/%{img_directory}/Image \\
    --ramdisk %{build-root}/%{ramdisk_directory}/%{ramdisk} \\
    --output /buildstream/%{img_output} \\
    --dt /buildstream/%{dtb_output} \\
    --pagesize %{kernel_page-size} \\
    --base %{base} \\
    --cmdline %{kernel-cmdline}`),
        ],
        install_img: [line("mv /buildstream/%{img_output} %{install-root}\nchmod 0644 %{install-root}/%{img_output}")],
      },
    },
    dependencyKeys: INPUT,
  });
}

function ext4Image(line: (text: string) => string): Kind {
  return otherKind("fastboot_ext4", "opaque", {
    defaults: {
      variables: {
        img_output: "test.img",
        root_password: "root",
        locale: "en_US.UTF-8",
        timezone: "UTC",
        img_size: "55G",
        img_label: "rootfs",
      },
      config: {
        create_dev_proc_shadow: [
          line(`mkdir -p %{build-root}/dev
mkdir -p %{build-root}/proc
systemd-firstboot --root %{build-root} --root-password %{root_password} --locale %{locale} --timezone %{timezone}
chmod 400 %{build-root}/etc/shadow`),
        ],
        create_img: [line("make_ext4fs -L %{img_label} -l %{img_size} -s /buildstream/%{img_output} %{build-root}")],
        install_img: [line("mv /buildstream/%{img_output} %{install-root}\nchmod 0644 %{install-root}/%{img_output}")],
      },
    },
    dependencyKeys: INPUT,
  });
}

function diskImage(line: (text: string) => string): Kind {
  return otherKind("x86image", "opaque", {
    defaults: {
      variables: {
        "boot-size": "252000K",
        "rootfs-size": "4G",
        "swap-size": "1G",
        "sector-size": "512",
        "kernel-args": "root=/dev/sda2 rootfstype=ext4 rootdelay=20 init=/sbin/init",
      },
      config: {
        "filesystem-tree-setup-commands": [MOVE_BOOT, FSTAB, SYSLINUX].map(line),
        "filesystem-image-creation-commands": [
          "truncate -s %{boot-size} /buildstream/sda1.img\nmkdosfs /buildstream/sda1.img",
          "mcopy -D s -i /buildstream/sda1.img -s /buildstream/boot/* ::/",
          "syslinux --directory /syslinux/ /buildstream/sda1.img",
          "truncate -s %{rootfs-size} /buildstream/sda2.img\nmkfs.ext4 -F -i 8192 -L root -d %{build-root} /buildstream/sda2.img",
          "truncate -s %{swap-size} /buildstream/sda3.img\nmkswap -L swap /buildstream/sda3.img",
        ].map(line),
        "partition-commands": [line(PARTITIONS)],
        "final-commands": [line("chmod 0644 %{install-root}/sda.img")],
      },
    },
    dependencyKeys: INPUT,
  });
}

const MOVE_BOOT = `cd /buildstream
mkdir -p /buildstream/boot
mv %{build-root}/boot/* /buildstream/boot`;

const FSTAB = `cat > %{build-root}/etc/fstab << EOF
/dev/sda2   /       ext4   defaults,rw,noatime   0 1
/dev/sda1   /boot   vfat   defaults              0 2
/dev/sda3   none    swap   defaults              0 0
EOF`;

const SYSLINUX = `mkdir -p /buildstream/boot/syslinux
cat > /buildstream/boot/syslinux/syslinux.cfg << EOF
PROMPT 0
TIMEOUT 5

ALLOWOPTIONS 1
SERIAL 0 115200

DEFAULT boot
LABEL boot

KERNEL /vmlinuz
INITRD /initramfs.gz

APPEND %{kernel-args}
EOF`;

/** For each of the three partitions, in order. */
const each = (text: (n: number) => string): string => [1, 2, 3].map(text).join("\n");

const PARTITIONS = `
${each((n) => `sda${n}size=$(stat -c "%s" /buildstream/sda${n}.img | head -c -1)`)}

${each((n) => `sda${n}sec=$(( \${sda${n}size} / %{sector-size} ))`)}

sda1offset=1
sda2offset=$(( \${sda1offset} + \${sda1sec} ))
sda3offset=$(( \${sda2offset} + \${sda2sec} ))

sdasectors=$(( \${sda3offset} + \${sda3sec} ))
sdabytes=$(( \${sdasectors} * %{sector-size} ))

truncate -s \${sdabytes} %{install-root}/sda.img
parted -s %{install-root}/sda.img mklabel msdos
parted -s %{install-root}/sda.img unit s mkpart primary fat32 \${sda1offset} $(( \${sda1offset} + \${sda1sec} - 1 ))
parted -s %{install-root}/sda.img unit s mkpart primary ext2 \${sda2offset} $(( \${sda2offset} + \${sda2sec} - 1 ))
parted -s %{install-root}/sda.img unit s mkpart primary linux-swap \${sda3offset} $(( \${sda3offset} + \${sda3sec} - 1 ))

parted -s %{install-root}/sda.img set 1 boot on

${[1, 2, 3]
  .map(
    (n) => `dd if=/buildstream/sda${n}.img of=%{install-root}/sda.img \\
    ibs=%{sector-size} obs=%{sector-size} conv=notrunc \\
    count=\${sda${n}sec} seek=\${sda${n}offset}`,
  )
  .join("\n\n")}`;
