#!/usr/bin/env bash
# The network is partitioned into five and two members, and heals: each side continues, and they merge without losing anything.
source "$(dirname "${BASH_SOURCE[0]}")/containers.sh"
begin partition
build_image || { echo 'cannot build the image, see above'; exit 1; }
start_seven || { echo 'the seven members did not find each other'; exit 1; }

majority=(node1 node2 node3 node4 node5)
minority=(node6 node7)
generations() { at "$1" members -o json | jq -c 'map({(.name): .generation}) | add'; }
# Whether some member sees an event within ten seconds. MERGED is raised a moment after the last member has returned.
some_member_saw() { # since, type
    local member tries
    for ((tries = 0; tries < 20; tries++)); do
        for member in "${members[@]}"; do
            # Without -q, with which grep would end before its input does, and that counts as a failure.
            if events "$member" "$1" | grep -E "^[0-9]+ $2 " >/dev/null; then return 0; fi
        done
        sleep 0.5
    done
    return 1
}

echo 'docker network disconnect: node6 and node7 get a network of their own'
docker network create --label "com.docker.compose.project=$project" "${project}_island" >/dev/null
for member in "${minority[@]}"; do docker network connect "${project}_island" "$(id_of "$member")"; done
# Gives them time to announce their second addresses.
sleep 8
follow "${members[@]}"
before=$(generations node1)
since=$(now)
for member in "${minority[@]}"; do docker network disconnect "$(network)" "$(id_of "$member")"; done
check_saw 'the five declare node6 dead for its silence' "$since" 16000 'FAILED node6 (SILENT|CLOSED)' "${majority[@]}"
check_saw 'the five declare node7 dead for its silence' "$since" 16000 'FAILED node7 (SILENT|CLOSED)' "${majority[@]}"
check_saw 'the two report a partition' "$since" 30000 'PARTITIONED -' "${minority[@]}"
check_saw 'the two also declare node1 dead for its silence' "$since" 30000 'FAILED node1 (SILENT|CLOSED)' "${minority[@]}"
check 'the five agree on five' agree 5 30 "${majority[@]}"
check 'the two agree on two' agree 2 40 "${minority[@]}"
check 'the two kept each other' test "$(names node6 alive)" = 'node6 node7'
check 'each side can publish services: the two' at node6 register island --port 7000
check 'each side can publish services: the five' at node2 register mainland --port 7000

echo 'docker network connect: the partition heals'
since=$(now)
for member in "${minority[@]}"; do docker network connect --alias "$member" "$(network)" "$(id_of "$member")"; done
check 'all seven agree again' agree 7 60 "${members[@]}"
echo "          after $(span $(($(now) - since)))"
check 'a member reports the merge' some_member_saw "$since" MERGED
check 'each member is listed exactly once' test "$(names node1 alive)/$(names node7 alive)" = "${members[*]}/${members[*]}"
check 'all have the same generations as before' test "$(generations node4)" = "$before"
check 'the five know the service of the two' test "$(at node3 services island -o json | jq -r '.[0].member')" = node6
check 'the two know the service of the five' test "$(at node7 services mainland -o json | jq -r '.[0].member')" = node2
for member in "${minority[@]}"; do docker network disconnect "${project}_island" "$(id_of "$member")"; done
sleep 15
check 'without the second network all seven still agree' agree 7 30 "${members[@]}"
report
