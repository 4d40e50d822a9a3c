# Guards one server: passes on signals that its owner writes as lines to standard input, and stops the server
# when that input ends, which also happens when the owner is killed.
# Arguments: gentle signal, last signal, seconds between them, then the server and its arguments.
trap '' HUP INT TERM QUIT PIPE
gentle=$1
last=$2
patience=$3
shift 3
exec 3<&0 </dev/null

"$@" >&2 3<&- &
server=$!
echo "$server"
exec >/dev/null

(
    while read -r signal; do kill -s "$signal" "$server"; done
    kill -s "$gentle" "$server"
    kill -s CONT "$server"
    waited=0
    while kill -s 0 "$server"; do
        if [ "$waited" -eq "$patience" ]; then kill -s "$last" "$server"; fi
        waited=$((waited + 1))
        sleep 1
    done
) <&3 3<&- 2>/dev/null &
watcher=$!
exec 3<&-

wait "$server"
status=$?
# Fetching the watcher leaves no zombie in a container whose first process fetches none.
kill -s KILL "$watcher" 2>/dev/null
wait "$watcher" 2>/dev/null
exit "$status"
