#!/bin/sh
# Fuzzes every fuzz test for $FUZZTIME, one after another, and stops at the first that fails.
set -eu
for package in $(go list ./...); do
	for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz' || :); do
		echo "$package $target"
		go test -run='^$' -fuzz="^$target\$" -fuzztime="${FUZZTIME:-20s}" "$package"
	done
done
