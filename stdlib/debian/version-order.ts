// Debian's order of version numbers: epoch, then upstream version, then revision (Debian policy 5.6.12).
//
// Pure. Agrees with `dpkg --compare-versions` on every text that dpkg takes for a version; a property test holds that.

/** Negative, zero or positive, as `Array.sort` wants it. */
export function compareVersions(left: string, right: string): number {
  if (left === right) return 0;
  const a = splitVersion(left);
  const b = splitVersion(right);
  return a.epoch - b.epoch || compareParts(a.upstream, b.upstream) || compareParts(a.revision, b.revision);
}

/** How a dependency compares: `>=` and so on, with the old spellings `<` and `>` that mean `<=` and `>=`. */
export function satisfiesVersion(version: string, operator: string, wanted: string): boolean {
  const order = compareVersions(version, wanted);
  switch (operator) {
    case "<<":
      return order < 0;
    case "<":
    case "<=":
      return order <= 0;
    case "=":
      return order === 0;
    case ">":
    case ">=":
      return order >= 0;
    case ">>":
      return order > 0;
    default:
      return false;
  }
}

interface VersionParts {
  readonly epoch: number;
  readonly upstream: string;
  readonly revision: string;
}

function splitVersion(version: string): VersionParts {
  const colon = version.indexOf(":");
  const dash = version.lastIndexOf("-");
  const end = dash > colon ? dash : version.length;
  return {
    epoch: colon < 0 ? 0 : Number(version.slice(0, colon)),
    upstream: version.slice(colon + 1, end),
    revision: version.slice(end + 1),
  };
}

/** Alternates runs without digits, by `weight`, and runs of digits, by number. */
function compareParts(left: string, right: string): number {
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    while ((i < left.length && !isDigit(left, i)) || (j < right.length && !isDigit(right, j))) {
      const order = weight(left, i) - weight(right, j);
      if (order !== 0) return order;
      i++;
      j++;
    }
    while (left[i] === "0") i++;
    while (right[j] === "0") j++;
    let first = 0;
    while (isDigit(left, i) && isDigit(right, j)) {
      first ||= left.charCodeAt(i) - right.charCodeAt(j);
      i++;
      j++;
    }
    if (isDigit(left, i)) return 1;
    if (isDigit(right, j)) return -1;
    if (first !== 0) return first;
  }
  return 0;
}

/** `~` before the end of a part, the end before letters, letters before everything else. A digit ends a run. */
function weight(text: string, index: number): number {
  if (index >= text.length || isDigit(text, index)) return 0;
  const code = text.charCodeAt(index);
  if (code === 126) return -1;
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isLetter ? code : code + 256;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}
