#!/usr/bin/env bash
# Runs all container tests one after another, with one image.
#   test/test_all.sh [NAME...]   runs only the named tests, for example: test_all.sh join failure
source "$(dirname "${BASH_SOURCE[0]}")/containers.sh"
begin all
build_image || { echo 'cannot build the image, see above'; exit 1; }
export GRAPEVINE_IMAGE=${GRAPEVINE_IMAGE:-grapevine}

passed=0 failed=0
for name in "${@:-join leave failure partition discovery}"; do
    for test in $name; do
        printf '\n== %s\n' "$test"
        status=0
        "$root/test/test_$test.sh" 2>&1 | tee "$scratch/$test.log" || status=$?
        line=$(grep -aE "^test_$test: [0-9]+ passed" "$scratch/$test.log" || true)
        if [[ -n $line ]]; then
            read -r _ good _ bad _ <<<"$line"
            passed=$((passed + good)) failed=$((failed + bad))
        elif ((status)); then
            echo "test_$test.sh ended with status $status"
            failed=$((failed + 1))
        fi
    done
done
printf '\ncontainers: %d passed, %d failed, 0 skipped\n' "$passed" "$failed"
((failed == 0))
