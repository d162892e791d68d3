# shellcheck shell=bash
# Functions for the container tests and demo.sh: a cluster in containers, commands in it, and the time at which each member
# saw an event. To be sourced.
#
# GRAPEVINE_IMAGE  name of an existing image; if it is not set, the image is built
# EXTRA_CA         certificates for the build, see Dockerfile; by default those that this host trusts in addition to Debian's

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# The names of services.
members=(node1 node2 node3 node4 node5 node6 node7)
scratch=''
project=''
declare -A followers=()

# ---- the engine

# Exits with status 2 if these scripts cannot run.
need_engine() {
    local missing=''
    if ! docker info >/dev/null 2>&1; then
        missing="no container engine is running ('docker info' fails); start one"
    elif docker compose version >/dev/null 2>&1; then
        compose_command=(docker compose)
    elif docker-compose version >/dev/null 2>&1; then
        compose_command=(docker-compose)
    else
        missing='there is neither docker-compose nor the compose plugin of docker; install one'
    fi
    # Times are measured in milliseconds.
    if [[ -z $missing && ! $(date +%3N) =~ ^[0-9]{3}$ ]]; then missing="'date' is not GNU date; install coreutils"; fi
    if [[ -z $missing ]] && ! command -v jq >/dev/null; then missing='there is no jq; install it'; fi
    if [[ -n $missing ]]; then
        echo "$(basename "$0"): cannot run: $missing" >&2
        exit 2
    fi
}

compose() { "${compose_command[@]}" --project-directory "$root" -f "$root/docker-compose.yml" -p "$project" "$@"; }

# Prints the certificates (base64 of PEM) that this host trusts and Debian does not include; nothing if there are none.
own_certificates() {
    local bundle=${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt} known=/usr/share/ca-certificates/mozilla
    [[ -r $bundle && -d $known ]] || return 0
    cat "$known"/*.crt | awk -v bundle="$bundle" '
        function body(line) { return line !~ /-----/ && line != "" }
        body($0) { known[$0] = 1 }
        END {
            while ((getline line < bundle) > 0) {
                if (line ~ /BEGIN CERTIFICATE/) { text = ""; strange = 0 }
                text = text line "\n"
                if (body(line) && !(line in known)) strange++
                if (line ~ /END CERTIFICATE/ && strange > 1) printf "%s", text
            }
        }' | base64 | tr -d '\n'
}

# Builds the image, unless GRAPEVINE_IMAGE is set.
build_image() {
    if [[ -z ${GRAPEVINE_IMAGE:-} ]]; then
        export EXTRA_CA=${EXTRA_CA-$(own_certificates)}
        compose build node1 >"$scratch/build.log" 2>&1 || { tail -n 40 "$scratch/build.log" >&2; return 1; }
    fi
}

# ---- a cluster of its own

# Names a new cluster, and removes it when the script ends. Several clusters can run side by side: each has its own networks
# and its own loopback address for published ports.
begin() { # purpose
    need_engine
    scratch=$(mktemp -d)
    project="grapevine-$1-$$"
    if [[ -z ${GRAPEVINE_PUBLISH:-} && $(uname) == Linux ]]; then
        GRAPEVINE_PUBLISH="127.$((RANDOM % 200 + 16)).$((RANDOM % 256)).$((RANDOM % 254 + 1))"
    fi
    export GRAPEVINE_PUBLISH
    trap end EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

end() {
    local status=$?
    trap '' INT TERM
    stop_following "${!followers[@]}"
    remove_cluster
    rm -rf "$scratch"
    exit "$status"
}

# Removes the containers and then the networks, found by their label. Fast, because the members need not leave.
remove_cluster() {
    local found
    found=$(docker ps -aq --filter "label=com.docker.compose.project=$project")
    # shellcheck disable=SC2086 # ids are words
    if [[ -n $found ]]; then docker rm -f $found >/dev/null 2>&1 || true; fi
    found=$(docker network ls -q --filter "label=com.docker.compose.project=$project")
    # shellcheck disable=SC2086
    if [[ -n $found ]]; then docker network rm $found >/dev/null 2>&1 || true; fi
}

# Prints the id of a service's container.
id_of() {
    docker ps -aq --filter "label=com.docker.compose.project=$project" --filter "label=com.docker.compose.service=$1"
}

network() { echo "${project}_cluster"; }

# Runs a grapevine command in a member's container.
at() { # member, arguments
    local member=$1
    shift
    docker exec "$(id_of "$member")" grapevine "$@"
}

# Pauses a container. Version 1 control groups sometimes refuse, for example while a process is being created, so this retries.
pause() { # member
    local tries
    for ((tries = 0; tries < 20; tries++)); do
        if docker pause "$(id_of "$1")" >/dev/null 2>"$scratch/pause.log"; then return 0; fi
        sleep 0.5
    done
    cat "$scratch/pause.log" >&2
    return 1
}

unpause() { docker unpause "$(id_of "$1")" >/dev/null; }

# Whether the given members agree on a number of live members in time.
agree() { # number, seconds, members to ask
    local number=$1 seconds=$2 member waits=() status=0
    shift 2
    for member in "$@"; do
        at "$member" wait --members "$number" --agreement 100% --timeout "${seconds}s" >/dev/null 2>&1 &
        waits+=($!)
    done
    for member in "${waits[@]}"; do wait "$member" || status=1; done
    return $status
}

# Starts the seven members, and waits until they agree.
start_seven() {
    compose up -d "${members[@]}" >"$scratch/up.log" 2>&1 || { cat "$scratch/up.log" >&2; return 1; }
    agree 7 120 "${members[@]}"
}

# Prints the seven members except the given ones.
others() {
    local member
    for member in "${members[@]}"; do
        if [[ " $* " != *" $member "* ]]; then echo "$member"; fi
    done
}

# Prints a field of a member's JSON, as another member knows it; nothing if the member is unknown.
known() { # observer, name, field
    at "$1" members -o json | jq -r --arg name "$2" --arg field "$3" '.[] | select(.name == $name) | .[$field] | tostring'
}

# Prints the names that a member lists with a status, in order, including duplicates.
names() { # observer, status
    at "$1" members -o json | jq -r --arg status "$2" '[.[] | select(.status == $status) | .name] | sort | join(" ")'
}

# ---- times, and the events that members saw

now() { date +%s%3N; }

# Formats milliseconds for people.
span() { if (($1 < 100)); then printf '%d ms' "$1"; else printf '%d.%02d s' $(($1 / 1000)) $(($1 % 1000 / 10)); fi; }

# Records the events of the given members from now on.
follow() {
    local member tries
    for member in "$@"; do
        # The first line arrives when the reader is connected.
        docker exec "$(id_of "$member")" grapevine events --follow -o json >"$scratch/$member.events" 2>/dev/null &
        followers[$member]=$!
    done
    for member in "$@"; do
        for ((tries = 0; tries < 300; tries++)); do
            if [[ -s $scratch/$member.events ]]; then break; fi
            sleep 0.1
        done
    done
}

# Stops recording the events of the given members.
stop_following() {
    local member
    for member in "$@"; do
        kill "${followers[$member]}" 2>/dev/null || true
        wait "${followers[$member]}" 2>/dev/null || true
        unset "followers[$member]"
    done
}

# Prints the events that a member saw since a time: time in milliseconds, type, subject, evidence.
events() { # member, since
    local time rest
    jq -rR 'fromjson? | select(.type and .time)
        | [.time, .type, (.member.name // (if .instance then .instance.service + "@" + .instance.member else "-" end)), .evidence // "-"]
        | join(" ")' "$scratch/$1.events" | while read -r time rest; do
        time=$(date -d "$time" +%s%3N)
        if ((time >= $2)); then echo "$time $rest"; fi
    done
}

# Waits until all given members saw an event, and prints for each: member, milliseconds since the given time, evidence.
saw() { # since, seconds, pattern of "TYPE SUBJECT EVIDENCE", members
    local since=$1 seconds=$2 pattern=$3 deadline member line status=0
    shift 3
    deadline=$(($(now) + seconds * 1000))
    for member in "$@"; do
        while :; do
            line=$(events "$member" "$since" | grep -m 1 -E "^[0-9]+ $pattern( |$)" || true)
            if [[ -n $line ]]; then
                echo "$member $((${line%% *} - since)) ${line##* }"
                break
            elif (($(now) > deadline)); then
                status=1
                break
            fi
            sleep 0.3
        done
    done
    return $status
}

# ---- results

passed=0
failed=0

# Runs a check, then prints and counts the result. Arguments: a description, and the command to run.
check() {
    local words=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        echo "  ok      $words"
    else
        failed=$((failed + 1))
        echo "  FAILED  $words"
    fi
}

# Checks that all given members saw an event in time, and prints how many and how soon.
check_saw() { # words, since, at most so many milliseconds, pattern, members
    local words=$1 since=$2 most=$3 pattern=$4 first last who
    shift 4
    saw "$since" $((most / 1000 + 20)) "$pattern" "$@" >"$scratch/saw" || true
    who=$(wc -l <"$scratch/saw")
    first=$(awk '{ print $2 }' "$scratch/saw" | sort -n | head -n 1)
    last=$(awk '{ print $2 }' "$scratch/saw" | sort -n | tail -n 1)
    if ((who)); then words+=": $who of $#, the first after $(span "$first"), the last after $(span "$last")"; fi
    check "$words (at most $(span "$most"))" test "$who" -eq $# -a "${last:-999999}" -le "$most"
}

# Prints the summary line, and returns the status.
report() {
    echo "$(basename "$0" .sh): $passed passed, $failed failed, 0 skipped"
    ((failed == 0))
}
