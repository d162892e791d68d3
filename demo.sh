#!/usr/bin/env bash
# Tells in about two minutes what a cluster in containers does: members find one another, one is added, one leaves, one is
# killed and comes back, the network is split and healed. Everything it starts is removed at the end, by Ctrl-C too.
#
#   ./demo.sh          with pauses to read
#   ./demo.sh --fast   without
#
# Needs docker, docker-compose or its plugin, and jq. NO_COLOR=1 for no colours.
source "$(dirname "${BASH_SOURCE[0]}")/test/containers.sh"

reading=3
case ${1:-} in
    '') ;;
    --fast) reading=0 ;;
    --help | -h) sed -n '2,/^source/{/^#/s/^# \{0,1\}//p}' "$0"; exit 0 ;;
    *) echo "demo.sh: unknown option $1; expected --fast" >&2; exit 2 ;;
esac

bold='' dim='' red='' green='' yellow='' cyan='' plain=''
if [[ -t 1 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; then
    bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' cyan=$'\e[36m' plain=$'\e[0m'
fi
if [[ ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} == *[Uu][Tt][Ff]* ]]; then block='█' dot='●' rule='─'; else block='#' dot='*' rule='-'; fi

scene=0
scene() { # title, what happens
    scene=$((scene + 1))
    printf '\n%s%d  %s %s%s\n' "$bold" "$scene" "$1" "$(line $((70 - ${#1})))" "$plain"
    printf '   %s\n' "${@:2}"
    sleep "$reading"
}
line() { printf "%$1s" '' | sed "s/ /$rule/g"; }
typed() { printf '   %s$ %s%s\n' "$cyan" "$*" "$plain"; }
told() { printf '   %s%s%s\n' "$green" "$*" "$plain"; }
quiet() { "$@" >"$scratch/quiet.log" 2>&1 || { cat "$scratch/quiet.log" >&2; stop_here "$* failed"; }; }
stop_here() { printf '\n%sThe demo ends here: %s%s\n' "$red" "$*" "$plain" >&2; exit 1; }

# What one member prints.
ask() { # member, command
    typed "docker-compose exec $1 grapevine ${*:2}"
    at "$@" | sed 's/^/     /'
}

# All members as one of them sees them, in one line.
strip() { # observer
    local name status colour
    printf '   %s sees ' "$1"
    at "$1" members -o json | jq -r '.[] | .name + " " + .status' | sort | while read -r name status; do
        case $status in
            alive) colour=$green ;;
            suspect) colour=$yellow ;;
            *) colour=$red ;;
        esac
        printf ' %s%s %s%s' "$colour" "$dot" "$name$([[ $status == alive ]] || echo " $status")" "$plain"
    done
    echo
}

# How soon each of these saw something, as bars.
bars() { # since, seconds, pattern, members
    local member time evidence most=1 width
    saw "$@" >"$scratch/saw" || stop_here "not everybody saw '$3' within $2 s"
    while read -r member time evidence; do ((time > most)) && most=$time; done <"$scratch/saw"
    sort -n -k 2 "$scratch/saw" | while read -r member time evidence; do
        width=$((time * 36 / most))
        printf '     %s  %s%s%s %s %s%s%s\n' "$member" "$green" "$(printf "%$((width + 1))s" '' | sed "s/ /$block/g")" "$plain" \
            "$(span "$time")" "$dim" "${evidence#-}" "$plain"
    done
}

begin demo
printf '%sGrapevine%s  Members of a cluster find each other, agree on who is there, and notice when one is gone.\n' "$bold" "$plain"
printf '           No server, no leader: seven containers gossip.\n'

scene Build 'An image with a trimmed Java run-time, built from this checkout.'
image=${GRAPEVINE_IMAGE:-grapevine}
since=$(now)
if [[ -z ${GRAPEVINE_IMAGE:-} ]]; then
    typed docker-compose build
    printf '   %sthe first time takes some minutes%s\n' "$dim" "$plain"
    build_image || stop_here 'the image cannot be built, see above'
    told "built in $(span $(($(now) - since)))"
fi
docker image inspect "$image" >/dev/null 2>&1 || stop_here "there is no image $image"
told "$image has $(($(docker image inspect -f '{{.Size}}' "$image") / 1000000)) MB with its Debian"

scene Start 'Seven members, all at the same moment. Each knows the names of three seeds.'
typed docker-compose up -d
since=$(now)
start_seven || stop_here 'the seven did not find one another'
told "all seven agree on all seven, $(span $(($(now) - since))) after the command"
ask node5 members

scene Discovery 'Each member says which services it offers; everybody knows, and nobody looks after a registry.'
ask node7 services
ask node7 services cache
typed docker-compose exec node4 grapevine register shop --port 8443 --tag v2
follow "${members[@]}"
since=$(now)
quiet at node4 register shop --port 8443 --tag v2
told 'shop is new on node4. Who knows, and how soon (the start of the command included):'
bars "$since" 20 'UP shop@node4' "${members[@]}"

scene 'A new member' 'An eighth container is started while the others run.'
typed docker-compose up -d node8
since=$(now)
quiet compose up -d node8
bars "$since" 60 'JOINED node8' "${members[@]}"

scene 'A graceful leave' 'SIGTERM: node3 tells the others that it goes.'
typed docker-compose stop node3
mapfile -t rest < <(others node3)
since=$(now)
docker stop "$(id_of node3)" >/dev/null
bars "$since" 20 'LEFT node3' "${rest[@]}"
strip node1

scene 'A crash' 'SIGKILL: node2 says nothing, and its network vanishes with it. The others have held a connection to it; that closed,' \
    'so they look at once, and ask one another, instead of waiting for a silence of seconds.'
typed docker-compose kill node2
mapfile -t rest < <(others node2 node3)
since=$(now)
docker kill "$(id_of node2)" >/dev/null
bars "$since" 20 'FAILED node2' "${rest[@]}"
ask node6 why node2

scene 'The return' 'Both are started again; their addresses may be others now.'
typed docker-compose start node2 node3
since=$(now)
quiet compose start node2 node3
bars "$since" 60 'JOINED node2' "${rest[@]}"
agree 8 60 "${members[@]}" node8 || stop_here 'the eight do not agree'
strip node1

scene 'A partition' 'node6 and node7 are moved to a network of their own: six on one side, two on the other.'
quiet docker network create --label "com.docker.compose.project=$project" "${project}_island"
for member in node6 node7; do quiet docker network connect "${project}_island" "$(id_of "$member")"; done
sleep 6
typed "docker network disconnect $(network) node6, and node7"
since=$(now)
for member in node6 node7; do quiet docker network disconnect "$(network)" "$(id_of "$member")"; done
told 'Silence is weak evidence, so it takes its time:'
bars "$since" 40 'FAILED node7' node1 node4 node5
agree 2 60 node6 node7 || stop_here 'the two do not agree'
strip node1
strip node6

scene 'It heals' 'The two come back. Nobody restarts anything.'
typed "docker network connect $(network) node6, and node7"
since=$(now)
for member in node6 node7; do quiet docker network connect --alias "$member" "$(network)" "$(id_of "$member")"; done
agree 8 90 "${members[@]}" node8 || stop_here 'the eight do not agree'
told "all eight agree on all eight, $(span $(($(now) - since))) after it healed"
strip node1
strip node6

scene Stop 'Containers and networks are removed.'
typed docker-compose down
stop_following "${!followers[@]}"
remove_cluster
told 'That was it. docker-compose up -d starts a cluster of your own.'
