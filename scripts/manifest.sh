#!/bin/sh
# Fails when manifest.json is not what the registered commands make.
set -eu
made=$(mktemp)
trap 'rm -f "$made"' EXIT
go run . manifest --url https://vigie.example.org >"$made"
if ! diff -u manifest.json "$made"; then
	echo "manifest.json is not what the commands make: run make manifest and commit it" >&2
	exit 1
fi
