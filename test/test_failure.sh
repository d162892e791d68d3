#!/usr/bin/env bash
# Failures are detected: a killed container in less than 3 s, and one that hangs by its silence. Members that return leave no
# stale entries.
source "$(dirname "${BASH_SOURCE[0]}")/containers.sh"
begin failure
build_image || { echo 'cannot build the image, see above'; exit 1; }
start_seven || { echo 'the seven members did not find each other'; exit 1; }

no_other_failed() { # since, name
    local member
    for member in $(others "$2"); do
        if events "$member" "$1" | grep -E '^[0-9]+ FAILED' | grep -v " $2 "; then return 1; fi
    done
}

echo 'docker kill node3'
mapfile -t survivors < <(others node3)
follow "${survivors[@]}"
old=$(known node1 node3 generation)
since=$(now)
docker kill "$(id_of node3)" >/dev/null
check_saw 'all survivors know, by evidence other than silence' "$since" 3000 'FAILED node3 (REFUSED|CLOSED)' "${survivors[@]}"
check_saw 'its services are gone with it' "$since" 3000 'DOWN api@node3' "${survivors[@]}"
check 'it is listed as dead' test "$(known node1 node3 status)" = dead
check 'why returns the evidence' test "$(at node7 why node3 -o json | jq '.findings | length')" -gt 0
check 'no other member was declared dead' no_other_failed "$since" node3

echo 'docker-compose start node3'
since=$(now)
compose start node3 >/dev/null 2>&1
check_saw 'all see it return' "$since" 30000 'JOINED node3' "${survivors[@]}"
check 'all seven agree' agree 7 60 "${members[@]}"
check 'it has a new generation' test "$(known node1 node3 generation)" != "$old"
check 'each member is listed exactly once' test "$(names node5 alive)" = "${members[*]}"

echo 'docker pause node4 for 3 s'
stop_following "${!followers[@]}"
mapfile -t survivors < <(others node4)
follow "${survivors[@]}"
old=$(known node1 node4 generation)
pause node4
since=$(now)
sleep 3
unpause node4
sleep 6
check 'after a short hang no member is declared dead' test -z "$(for member in "${survivors[@]}"; do events "$member" "$since" | grep FAILED; done)"

echo 'docker pause node4'
pause node4
since=$(now)
check_saw 'it is suspected for its silence' "$since" 8000 'SUSPECTED node4 SILENT' "${survivors[@]}"
check_saw 'it is declared dead for its silence' "$since" 15000 'FAILED node4 SILENT' "${survivors[@]}"
check 'no other member was declared dead' no_other_failed "$since" node4

echo 'docker unpause node4'
since=$(now)
unpause node4
check_saw 'all see it recover' "$since" 15000 'RECOVERED node4' "${survivors[@]}"
check 'all seven agree' agree 7 30 "${members[@]}"
check 'it has the same generation' test "$(known node1 node4 generation)" = "$old"
check 'node4 and node5 list each member exactly once' test "$(names node4 alive)/$(names node5 alive)" = "${members[*]}/${members[*]}"
report
