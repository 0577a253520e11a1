# Runs a PostgreSQL server for as long as standard input stays open, then removes it with its data.
# Arguments: folder of the programs, home folder, port, durability (on or off), and the words of a command that
# changes the user, if any.
programs=$1 home=$2 port=$3 durable=$4
shift 4

if ! "$@" "$programs/initdb" --pgdata="$home/data" --username=deskhand --pwfile="$home/password" \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --no-sync >"$home/initdb.log" 2>&1
then
    cat "$home/initdb.log" >&2
    rm -rf "$home"
    exit 1
fi

"$@" "$programs/postgres" -D "$home/data" -p "$port" \
    -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300 \
    -c fsync="$durable" -c synchronous_commit="$durable" -c full_page_writes="$durable" &
server=$!

# The server alone holds the log now, so the log ends when the server does.
exec 2>/dev/null
while read -r _; do :; done

kill -QUIT "$server"
wait "$server"
rm -rf "$home"
