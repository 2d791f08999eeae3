#!/usr/bin/env bash
# The long tests: kill -9 at 100 random moments of the example's build. FORGE_SOAK=N changes how many. Takes up to an hour.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
bash scripts/setup.sh test
exec npx vitest run --config vitest.soak.config.ts "$@"
