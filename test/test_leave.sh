#!/usr/bin/env bash
# A container that is stopped leaves: all know at once, and no member is suspected. It can return with another address.
source "$(dirname "${BASH_SOURCE[0]}")/containers.sh"
begin leave
build_image || { echo 'cannot build the image, see above'; exit 1; }
start_seven || { echo 'the seven members did not find each other'; exit 1; }

address() { docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$(id_of "$1")"; }
mapfile -t rest < <(others node3)

echo 'docker stop node3'
follow "${rest[@]}"
old=$(known node1 node3 generation)
former=$(address node3)
since=$(now)
docker stop "$(id_of node3)" >/dev/null
check_saw 'all know that it left' "$since" 5000 'LEFT node3' "${rest[@]}"
check_saw 'its services are gone with it' "$since" 5000 'DOWN cache@node3' "${rest[@]}"
check 'its process ended with status 0' test "$(docker inspect -f '{{.State.ExitCode}}' "$(id_of node3)")" = 0
check 'it is listed as left' test "$(known node1 node3 status)" = left
check 'no member was suspected or declared dead' test -z "$(for member in "${rest[@]}"; do events "$member" "$since" | grep -E 'SUSPECTED|FAILED'; done)"
check 'the other six agree' agree 6 30 "${rest[@]}"

echo 'docker-compose start node3, after another container has taken its address'
for ((tries = 0; tries < 12; tries++)); do
    docker run -d --network "$(network)" --label "com.docker.compose.project=$project" --entrypoint sleep \
        "${GRAPEVINE_IMAGE:-grapevine}" 600 >"$scratch/taker"
    if [[ $(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$(cat "$scratch/taker")") == "$former" ]]; then break; fi
done
since=$(now)
compose start node3 >/dev/null 2>&1
check_saw 'all see it return' "$since" 40000 'JOINED node3' "${rest[@]}"
echo "          $former before, $(address node3) now"
check 'it has another address' test "$(address node3)" != "$former"
check 'the others know the new address' test "$(known node5 node3 addresses)" = "[\"$(address node3):8003\"]"
check 'it has a new generation' test "$(known node1 node3 generation)" != "$old"
check 'all seven agree' agree 7 60 "${members[@]}"
check 'each member is listed exactly once' test "$(names node1 alive)" = "${members[*]}"
check 'its services are back' test "$(at node6 services cache -o json | jq '[.[].member] | sort | join(" ")')" = '"node3 node4"'

echo 'docker-compose restart node5 node6 node7, all at once'
stop_following "${!followers[@]}"
follow node1 node2 node3 node4
since=$(now)
compose restart node5 node6 node7 >/dev/null 2>&1
for member in node5 node6 node7; do
    check_saw "$member left, and is back" "$since" 60000 "JOINED $member" node1 node2 node3 node4
done
check 'all seven agree' agree 7 60 "${members[@]}"
check 'no member was declared dead' test -z "$(for member in node1 node2 node3 node4; do events "$member" "$since" | grep FAILED; done)"
report
