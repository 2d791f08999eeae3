// A bootable disk image made by a script: partitions made apart, file by file, and spliced into one disk.

import { compose, debianBase, defineProject, filter, script, sh } from "forge-build";

const archives = [{ mirror: "debian", suites: ["bookworm"], components: ["main"] }];

/** The machine's system: a kernel with its initramfs, an init, and a login. */
const system = debianBase({
  archives,
  packages: ["initramfs-tools", "linux-image-cloud-amd64", "login", "systemd-sysv", "udev"],
  domains: { boot: ["/boot/**"] },
});

/** The boot tree and the root tree apart: each becomes a partition. */
const bootTree = filter({ depends: [system], include: ["boot"] });
const rootTree = compose({ buildDepends: [system], exclude: ["boot"], integrate: false });

/** What makes the image. Nothing of it is in the image. */
const imageTools = debianBase({
  archives,
  packages: ["dosfstools", "e2fsprogs", "fakeroot", "mtools", "openssl", "parted", "syslinux", "syslinux-common"],
});

const hostname = "forge";
const rootPassword = "example";
const kernelArguments = "quiet";

// Sizes are whole numbers of cylinders of 63 sectors, which mtools wants of the boot partition.
const bootSize = "80640K";
const rootSize = "640M";
const swapSize = "32M";
const sectorSize = 512;

const boot = "/forge/boot";
const root = "/forge/root";

const image = script({
  buildDepends: [imageTools, { element: bootTree, at: boot }, { element: rootTree, at: root }],
  cwd: "/forge/build",
  // The time that file systems are made at, and fakeroot's leave to be without the right to change owners.
  environment: { E2FSPROGS_FAKE_TIME: "1321009871", FAKEROOTDONTTRYCHOWN: "1" },
  run: [
    // Generate an fstab
    sh`
      cat >${root}/etc/fstab <<EOF
      /dev/sda2   /       ext4   defaults,rw,noatime   0 1
      /dev/sda1   /boot   vfat   defaults              0 2
      /dev/sda3   none    swap   defaults              0 0
      EOF
    `,
    // A name, and a password for root
    sh`
      echo ${hostname} >${root}/etc/hostname
      password=$(openssl passwd -6 -salt forge ${rootPassword})
      sed -i "s|^root:[^:]*:|root:$password:|" ${root}/etc/shadow
    `,
    // Create the syslinux config
    sh`
      mkdir -p sda1/syslinux
      cp ${boot}/boot/vmlinuz-* sda1/vmlinuz
      cp ${boot}/boot/initrd.img-* sda1/initramfs.gz
      cat >sda1/syslinux/syslinux.cfg <<EOF
      SERIAL 0 115200
      PROMPT 0
      TIMEOUT 5
      ALLOWOPTIONS 1

      DEFAULT boot
      LABEL boot
      KERNEL /vmlinuz
      INITRD /initramfs.gz
      APPEND root=/dev/sda2 rootfstype=ext4 rw console=ttyS0,115200 ${kernelArguments}
      EOF
    `,
    // Create the vfat image, copy all that stuff into it, and install the boot loader
    sh`
      truncate -s ${bootSize} sda1.img
      mkdosfs --invariant -n BOOT sda1.img
      mcopy -D s -i sda1.img -s sda1/* ::/
      syslinux --directory /syslinux/ --install sda1.img
    `,
    // Now create the root file system, with the owners and modes that the packages gave it
    sh`
      truncate -s ${rootSize} sda2.img
      fakeroot sh -e -c '
        sh /forge/scratch/restore-metadata
        mkfs.ext4 -q -F -i 8192 -L root -U 20111111-1111-4111-8111-111111111111 -E hash_seed=20111111-1111-4111-8111-111111111111 \
          -d ${root} sda2.img
      '
    `,
    // Its files' times would be those at which they were staged
    sh`
      find ${root} -mindepth 1 -printf 'sif "/%P" atime @TIME\nsif "/%P" ctime @TIME\nsif "/%P" mtime @TIME\n' |
        sed "s/@TIME/@$SOURCE_DATE_EPOCH/" >times
      debugfs -w -f times sda2.img >/dev/null
    `,
    // Create swap
    sh`
      truncate -s ${swapSize} sda3.img
      mkswap -L swap -U 20111111-1111-4111-8111-111111111112 sda3.img
    `,
    // Partition the disk, and splice the file systems into it
    sh`
      sectors() { echo $(($(stat -c %s "$1") / ${sectorSize})); }
      sda1sec=$(sectors sda1.img)
      sda2sec=$(sectors sda2.img)
      sda3sec=$(sectors sda3.img)

      # The first sector is that of the partition table.
      sda1offset=1
      sda2offset=$((sda1offset + sda1sec))
      sda3offset=$((sda2offset + sda2sec))

      truncate -s $(((sda3offset + sda3sec) * ${sectorSize})) sda.img
      parted -s sda.img mklabel msdos
      parted -s sda.img unit s mkpart primary fat32 $sda1offset $((sda1offset + sda1sec - 1))
      parted -s sda.img unit s mkpart primary ext2 $sda2offset $((sda2offset + sda2sec - 1))
      parted -s sda.img unit s mkpart primary 'linux-swap(v1)' $sda3offset $((sda3offset + sda3sec - 1))
      parted -s sda.img set 1 boot on

      dd if=/usr/lib/syslinux/mbr/mbr.bin of=sda.img bs=440 count=1 conv=notrunc
      # The disk's signature would be a random number.
      printf FRGE | dd of=sda.img bs=1 seek=440 conv=notrunc
      dd if=sda1.img of=sda.img bs=${sectorSize} conv=notrunc,sparse seek=$sda1offset
      dd if=sda2.img of=sda.img bs=${sectorSize} conv=notrunc,sparse seek=$sda2offset
      dd if=sda3.img of=sda.img bs=${sectorSize} conv=notrunc,sparse seek=$sda3offset
    `,
    // Move the image where it will be collected
    sh`
      mkdir -p /forge/install
      mv sda.img /forge/install/sda.img
      chmod 0644 /forge/install/sda.img
    `,
  ],
});

export default defineProject({
  name: "disk-image-script",
  elements: { system, bootTree, rootTree, imageTools, image },
  default: image,
});
