#!/usr/bin/env bash
# The whole test suite after all the set-up it needs. Arguments go to vitest: `npm test -- tests/core`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/setup.sh test
exec npx vitest run "$@"
