# supervise PROGRAMS HOME: makes a PostgreSQL server in HOME, says "ready", serves until standard input closes,
# then stops it and removes HOME. On failure says why.
set -eu
programs=$1 home=$2
ended() {
	code=$?
	trap - EXIT
	[ "$code" = 0 ] || tail -n 20 "$home/log"
	"$programs/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
	rm -rf "$home"/* 2>/dev/null || true
	cd / && rmdir "$home" 2>/dev/null || true
	exit "$code"
}
trap ended EXIT
trap 'exit 1' HUP INT TERM

"$programs/initdb" --pgdata="$home/data" --username=vigie --pwfile="$home/password" --auth=password \
	--encoding=UTF8 --no-locale --no-sync >"$home/log" 2>&1
cat "$home/settings" >>"$home/data/postgresql.conf"
"$programs/pg_ctl" -D "$home/data" -l "$home/log" -w -t 60 start >/dev/null 2>&1 </dev/null
echo ready
read -r _ || :
