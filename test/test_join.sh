#!/usr/bin/env bash
# Members find each other: seven at once, one more, and several with --scale; also by names with several addresses.
source "$(dirname "${BASH_SOURCE[0]}")/containers.sh"
begin join
build_image || { echo 'cannot build the image, see above'; exit 1; }

# Whether a member learns a number of addresses of another in time.
addresses_known() { # observer, name, how many
    local tries
    for ((tries = 0; tries < 60; tries++)); do
        if [[ $(known "$1" "$2" addresses | jq length) == "$3" ]]; then return 0; fi
        sleep 0.5
    done
    return 1
}

echo 'docker-compose up -d'
since=$(now)
check 'seven members that start at once agree on all seven' start_seven
echo "          after $(span $(($(now) - since))), including the start of the containers"
for member in "${members[@]}"; do
    check "$member sees all seven" test "$(names "$member" alive)" = "${members[*]}"
done
check 'the engine reports all of them as healthy' timeout 120 bash -c "
    until [[ \$(docker ps -q --filter label=com.docker.compose.project=$project --filter health=healthy | wc -l) == 7 ]]; do sleep 1; done"

echo 'docker-compose up -d node8'
follow "${members[@]}"
since=$(now)
compose up -d node8 >/dev/null 2>&1
check_saw 'all see it join' "$since" 40000 'JOINED node8' "${members[@]}"
check 'all eight agree' agree 8 60 "${members[@]}" node8

echo 'docker-compose up -d --scale worker=3 worker'
since=$(now)
compose up -d --scale worker=3 worker >/dev/null 2>&1
check 'all eleven agree' agree 11 90 "${members[@]}" node8
echo "          after $(span $(($(now) - since))), including the start of the containers"
check 'each worker has a unique name' test "$(at node1 services work -o json | jq '[.[].member] | unique | length')" = 3

echo 'a member whose only seed is a name with two addresses, one of which has no member'
docker run -d --network "$(network)" --network-alias several --label "com.docker.compose.project=$project" \
    --entrypoint sleep "${GRAPEVINE_IMAGE:-grapevine}" 600 >/dev/null
docker network disconnect "$(network)" "$(id_of node2)"
docker network connect --alias several --alias node2 "$(network)" "$(id_of node2)"
docker run -d --name "$project-extra" --hostname extra --network "$(network)" --label "com.docker.compose.project=$project" \
    --label com.docker.compose.service=extra -e NODE_ID=extra -e GRAPEVINE_BROADCAST=off -e SEED_NODES=several:8002 \
    "${GRAPEVINE_IMAGE:-grapevine}" >/dev/null
check 'it joins' agree 12 90 node1 node2 extra

echo 'docker network connect: a running member gets a second address, and loses it again'
docker network create --label "com.docker.compose.project=$project" "${project}_second" >/dev/null
docker network connect "${project}_second" "$(id_of node4)"
check 'the others learn both addresses' addresses_known node7 node4 2
docker network disconnect "${project}_second" "$(id_of node4)"
check 'the others learn that there is only one address again' addresses_known node7 node4 1
check 'no member was declared dead' test -z "$(for member in "${members[@]}"; do events "$member" "$since" | grep FAILED; done)"
report
