#!/usr/bin/env bash
# Services: found from every member, with tags and health, and gone with who offers them.
source "$(dirname "${BASH_SOURCE[0]}")/containers.sh"
begin discovery
build_image || { echo 'the image cannot be built, see above'; exit 1; }
start_seven || { echo 'the seven did not find one another'; exit 1; }

# Where a service is, as one member knows it: members in order.
where() { # observer, service, more options
    local observer=$1 service=$2
    shift 2
    at "$observer" services "$service" -o json "$@" | jq -r '[.[].member] | sort | join(" ")'
}

echo 'what the members were started with'
for member in "${members[@]}"; do
    check "$member finds web on three" test "$(where "$member" web)" = 'node1 node2 node5'
done
check 'an instance has the address of its container' test \
    "$(at node7 services jobs -o json | jq -r '.[0] | .host + ":" + (.port | tostring)')" = \
    "$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$(id_of node7)"):7000"
check 'a service that nobody offers is not found: status 1' bash -c "docker exec $(id_of node1) grapevine services nothing 2>/dev/null; [[ \$? == 1 ]]"

echo 'grapevine register'
follow "${members[@]}"
since=$(now)
check 'it is taken' at node4 register shop --port 8443 --tag v2 --meta team=blue --id shop-1
check_saw 'all hear of it' "$since" 10000 'UP shop@node4' "${members[@]}"
check 'with its tag' test "$(where node7 shop --tag v2)" = node4
check 'with its metadata' test "$(at node6 services shop -o json | jq -r '.[0].metadata.team')" = blue

echo 'health'
check 'one whose check fails is known' at node4 register ill --port 1 --check tcp --id ill-1
check 'but not given to clients' bash -c "docker exec $(id_of node1) grapevine services ill --passing -o json 2>/dev/null | jq -e 'length == 0' >/dev/null"

echo 'grapevine deregister'
since=$(now)
check 'it is taken' at node4 deregister shop-1
check_saw 'all hear of it' "$since" 10000 'DOWN shop@node4' "${members[@]}"

echo 'docker kill node2'
mapfile -t rest < <(others node2)
since=$(now)
docker kill "$(id_of node2)" >/dev/null
check_saw 'its services are gone' "$since" 3000 'DOWN api@node2' "${rest[@]}"
check 'the others of that name are still there' test "$(where node6 web)" = 'node1 node5'

echo 'the published port'
body=$(bash -c "exec 3<>/dev/tcp/${GRAPEVINE_PUBLISH:-127.0.0.1}/8500; printf 'GET /v1/services/web?passing=true HTTP/1.0\r\nHost: localhost\r\n\r\n' >&3; cat <&3" | tail -n 1)
check 'this host reads through the port of node1' test "$(jq -r '[.[].member] | sort | join(" ")' <<<"$body")" = 'node1 node5'
report
