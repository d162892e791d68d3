#!/usr/bin/env bash
# Shows in about two minutes what a cluster in containers does: members find each other, one is added, one leaves, one is
# killed and returns, and the network is partitioned and heals. Removes everything at the end, also after Ctrl-C.
#
#   ./demo.sh          with pauses for reading
#   ./demo.sh --fast   without pauses
#
# Requires docker, docker-compose or the compose plugin, and jq. NO_COLOR=1 disables colours.
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

# Prints the output of a command on one member.
ask() { # member, command
    typed "docker-compose exec $1 grapevine ${*:2}"
    at "$@" | sed 's/^/     /'
}

# Prints all members as one of them sees them, in one line.
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

# Shows as bars how soon each member saw an event.
bars() { # since, seconds, pattern, members
    local member time evidence most=1 width
    saw "$@" >"$scratch/saw" || stop_here "not all members saw '$3' within $2 s"
    while read -r member time evidence; do ((time > most)) && most=$time; done <"$scratch/saw"
    sort -n -k 2 "$scratch/saw" | while read -r member time evidence; do
        width=$((time * 36 / most))
        printf '     %s  %s%s%s %s %s%s%s\n' "$member" "$green" "$(printf "%$((width + 1))s" '' | sed "s/ /$block/g")" "$plain" \
            "$(span "$time")" "$dim" "${evidence#-}" "$plain"
    done
}

begin demo
printf '%sGrapevine%s  The members of a cluster find each other, agree on who is a member, and notice when one fails.\n' "$bold" "$plain"
printf '           There is no server and no leader: seven containers gossip.\n'

scene Build 'An image with a minimal Java runtime, built from this checkout.'
image=${GRAPEVINE_IMAGE:-grapevine}
since=$(now)
if [[ -z ${GRAPEVINE_IMAGE:-} ]]; then
    typed docker-compose build
    printf '   %sthe first build takes some minutes%s\n' "$dim" "$plain"
    build_image || stop_here 'cannot build the image, see above'
    told "built in $(span $(($(now) - since)))"
fi
docker image inspect "$image" >/dev/null 2>&1 || stop_here "there is no image $image"
told "$image has $(($(docker image inspect -f '{{.Size}}' "$image") / 1000000)) MB, including Debian"

scene Start 'Seven members start at the same moment. Each knows the names of three seeds.'
typed docker-compose up -d
since=$(now)
start_seven || stop_here 'the seven members did not find each other'
told "all seven agree on all seven, $(span $(($(now) - since))) after the command"
ask node5 members

scene Discovery 'Each member publishes the services that it offers. All members know them, without a registry server.'
ask node7 services
ask node7 services cache
typed docker-compose exec node4 grapevine register shop --port 8443 --tag v2
follow "${members[@]}"
since=$(now)
quiet at node4 register shop --port 8443 --tag v2
# Not counted from the command, which takes far longer to start than the news to spread.
saw "$since" 20 'UP shop@node4' "${members[@]}" >"$scratch/all" || stop_here 'not all members know shop'
first=$(awk '{ print $2 }' "$scratch/all" | sort -n | head -n 1)
told 'shop is new on node4. How soon each member knows, counted from the first:'
bars $((since + first)) 20 'UP shop@node4' "${members[@]}"

scene 'A new member' 'An eighth container starts while the others are running.'
typed docker-compose up -d node8
since=$(now)
quiet compose up -d node8
bars "$since" 60 'JOINED node8' "${members[@]}"

scene 'A graceful leave' 'SIGTERM: node3 tells the others that it is leaving.'
typed docker-compose stop node3
mapfile -t rest < <(others node3)
since=$(now)
docker stop "$(id_of node3)" >/dev/null
bars "$since" 20 'LEFT node3' "${rest[@]}"
strip node1

scene 'A crash' 'SIGKILL: node2 cannot tell the others, and its network vanishes with it. But some members held a connection to it.' \
    'That connection closed, so they check at once and ask each other, instead of waiting for seconds of silence.'
typed docker-compose kill node2
mapfile -t rest < <(others node2 node3)
since=$(now)
docker kill "$(id_of node2)" >/dev/null
bars "$since" 20 'FAILED node2' "${rest[@]}"
ask node6 why node2

scene 'The return' 'Both members are started again, possibly with other addresses.'
typed docker-compose start node2 node3
since=$(now)
quiet compose start node2 node3
bars "$since" 60 'JOINED node2' "${rest[@]}"
agree 8 60 "${members[@]}" node8 || stop_here 'the eight members do not agree'
strip node1

scene 'A partition' 'node6 and node7 are moved to a network of their own: six members on one side, two on the other.'
quiet docker network create --label "com.docker.compose.project=$project" "${project}_island"
for member in node6 node7; do quiet docker network connect "${project}_island" "$(id_of "$member")"; done
sleep 6
typed "docker network disconnect $(network) node6, and node7"
since=$(now)
for member in node6 node7; do quiet docker network disconnect "$(network)" "$(id_of "$member")"; done
told 'Silence is weak evidence, so the verdict takes longer:'
bars "$since" 40 'FAILED node7' node1 node4 node5
agree 2 60 node6 node7 || stop_here 'the two members do not agree'
strip node1
strip node6

scene 'The heal' 'The two members reconnect. Nothing is restarted.'
typed "docker network connect $(network) node6, and node7"
since=$(now)
for member in node6 node7; do quiet docker network connect --alias "$member" "$(network)" "$(id_of "$member")"; done
agree 8 90 "${members[@]}" node8 || stop_here 'the eight members do not agree'
told "all eight agree on all eight, $(span $(($(now) - since))) after the heal"
strip node1
strip node6

scene Stop 'All containers and networks are removed.'
typed docker-compose down
stop_following "${!followers[@]}"
remove_cluster
told 'Done. Start a cluster of your own with docker-compose up -d.'
