#!/usr/bin/env bash
# Rebuilds the page in a temporary folder from the locked packages and fails if the committed dist/ differs.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
if grep -q '"resolved"' "$here/package-lock.json"; then
  echo "demo/web/package-lock.json names where packages were fetched from: keep omit-lockfile-registry-resolved in .npmrc and run npm install again" >&2
  exit 1
fi
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp -R "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$here/build.mjs" "$here/tsconfig.json" "$here/src" "$here/test" "$work/"
cd "$work"
npm ci --no-progress --loglevel=error
npm run --silent types
npm run --silent test
npm run --silent build
if ! diff -r "$work/dist" "$here/dist" >"$work/differences"; then
  cut -c1-200 "$work/differences" | head -20 >&2
  echo "demo/web/dist is not what demo/web/src builds: run 'npm ci && npm run build' in demo/web and commit dist" >&2
  exit 1
fi
echo "demo/web/dist matches its source"
