#!/bin/sh
# Checks that the committed page of the demo is what its source builds. Needs Node.js: where there is none it
# says so loudly, and with CI=true fails.
set -eu
if command -v npm >/dev/null 2>&1; then
	exec demo/web/check.sh
fi
line='!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!'
printf '%s\n!! THE PAGE OF THE DEMO WAS NOT CHECKED: install nodejs (20 or newer) with npm\n%s\n' "$line" "$line"
[ "${CI:-}" != true ]
