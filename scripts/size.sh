#!/bin/sh
# Fails for source files over 300 lines: a file of that size holds two subjects. Tests may be longer.
set -eu
find . \( -name .git -o -name node_modules -o -name dist -o -name testdata -o -name bin \) -prune -o \
	-type f \( -name '*.go' -o -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.sql' -o -name '*.sh' \) \
	! -name '*_test.go' ! -name '*.test.ts' ! -name '*.test.tsx' -exec awk '
		FNR == 301 { print FILENAME " has more than 300 lines: split it by subject"; long = 1 }
		END { exit long }' {} +
