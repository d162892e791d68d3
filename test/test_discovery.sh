#!/usr/bin/env bash
# Services: found from every member, with tags and health, and gone when their member fails.
source "$(dirname "${BASH_SOURCE[0]}")/containers.sh"
begin discovery
build_image || { echo 'cannot build the image, see above'; exit 1; }
start_seven || { echo 'the seven members did not find each other'; exit 1; }

# Prints the members that have an instance of a service, in order, as one member knows them.
where() { # observer, service, more options
    local observer=$1 service=$2
    shift 2
    at "$observer" services "$service" -o json "$@" | jq -r '[.[].member] | sort | join(" ")'
}

echo 'the services that the members were started with'
for member in "${members[@]}"; do
    check "$member finds web on three members" test "$(where "$member" web)" = 'node1 node2 node5'
done
check 'an instance has the address of its container' test \
    "$(at node7 services jobs -o json | jq -r '.[0] | .host + ":" + (.port | tostring)')" = \
    "$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$(id_of node7)"):7000"
check 'a service that does not exist is not found: status 1' bash -c "docker exec $(id_of node1) grapevine services nothing 2>/dev/null; [[ \$? == 1 ]]"

echo 'grapevine register'
follow "${members[@]}"
since=$(now)
check 'the agent accepts it' at node4 register shop --port 8443 --tag v2 --meta team=blue --id shop-1
check_saw 'all members see it' "$since" 10000 'UP shop@node4' "${members[@]}"
check 'with its tag' test "$(where node7 shop --tag v2)" = node4
check 'with its metadata' test "$(at node6 services shop -o json | jq -r '.[0].metadata.team')" = blue

echo 'health'
check 'an instance whose check fails is registered' at node4 register ill --port 1 --check tcp --id ill-1
check 'but it is not offered to clients' bash -c "docker exec $(id_of node1) grapevine services ill --passing -o json 2>/dev/null | jq -e 'length == 0' >/dev/null"

echo 'grapevine deregister'
since=$(now)
check 'the agent accepts it' at node4 deregister shop-1
check_saw 'all members see it' "$since" 10000 'DOWN shop@node4' "${members[@]}"

echo 'docker kill node2'
mapfile -t rest < <(others node2)
since=$(now)
docker kill "$(id_of node2)" >/dev/null
check_saw 'its services are gone' "$since" 3000 'DOWN api@node2' "${rest[@]}"
check 'the other instances of that service are still listed' test "$(where node6 web)" = 'node1 node5'

echo 'the published port'
body=$(bash -c "exec 3<>/dev/tcp/${GRAPEVINE_PUBLISH:-127.0.0.1}/8500; printf 'GET /v1/services/web?passing=true HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3; cat <&3" | tail -n 1)
check 'this host can read through the published port of node1' test "$(jq -r '[.[].member] | sort | join(" ")' <<<"$body")" = 'node1 node5'
report
