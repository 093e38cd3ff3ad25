#!/bin/sh
# tool.sh FILE PACKAGE@VERSION: installs a Go program as FILE.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo "installing $2 (once; a linter takes a minute or two)"
GOBIN=$folder GOFLAGS=-buildvcs=false go install "$2"
mkdir -p "$(dirname "$1")"
mv "$folder"/* "$1"
