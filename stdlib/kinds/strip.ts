// The step `strip` of the kinds that compile: debug information goes to files of its own below `debugdir`, where debuggers
// look for it, each linked from what it was taken out of.
//
// Needs nothing but what a base system has; where there is no objcopy in the sandbox, nothing is stripped. Static archives
// and object files are left alone, for linkers read them. Programs that carry data behind their ELF image lose it: their
// elements say `steps: { strip: { run: [] } }`.

import { type Script, sh, standardVariables } from "../../dsl/index.ts";

const { debugdir, installRoot } = standardVariables;

export const stripCommands: readonly Script[] = [
  sh`
    command -v objcopy >/dev/null || exit 0
    [ -d ${installRoot} ] || exit 0
    cd ${installRoot}
    find . -path .${debugdir} -prune -o -type f \( -perm -100 -o -name '*.so*' -o -name '*.ko' -o -name '*.node' \) -print |
    LC_ALL=C sort | while IFS= read -r file; do
      set -- $(od -An -v -tx1 -N18 "$file")
      [ "$1$2$3$4" = 7f454c46 ] || continue
      case "\${17}\${18} $file" in
        0[23]00\ * | 000[23]\ *) what=--strip-unneeded ;;
        0100\ *.ko | 0001\ *.ko) what=--strip-debug ;;
        *) continue ;;
      esac
      ! objdump -h "$file" | grep -q gnu_debuglink || continue
      debug=.${debugdir}/\${file#./}.debug
      mkdir -p "\${debug%/*}"
      objcopy --only-keep-debug "$file" "$debug"
      chmod 644 "$debug"
      mode=$(stat -c %a "$file")
      chmod u+w "$file"
      objcopy "$what" --add-gnu-debuglink="$debug" "$file"
      chmod "$mode" "$file"
    done
  `,
];
