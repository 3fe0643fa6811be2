#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
#
# One step of a night on several machines; every engine here calls it. DIR is on a disk that the machines share, or is
# handed from job to job. Its name is the night's.
#
#   night.sh plan DIR N      freezes DIR/plan.json, N shards; called again it changes nothing
#   night.sh shard DIR I/N   runs shard I into DIR/shards/sI-aATTEMPT
#   night.sh merge DIR       makes DIR/night of the shards that came; exit code 4 if one did not
#
# Read from the environment, as words:
#   RACY               the command; default: the launcher of this checkout
#   RACY_PLAN_ARGS     more for racy plan, such as "--no-bench" or "--timings DIR"
#   RACY_NIGHTLY_ARGS  more for racy nightly, such as "--budget 2h"
#   RACY_ATTEMPT       the first number to try for an attempt, where attempts do not see each other's disk; default: 1
#   RACY_WAIT          seconds that merge waits for the shards; default: 0, they have ended
set -eu
# A tool that cannot read or write ends with 1, which would mean that the night has found something.
# shellcheck disable=SC2154
trap 'code=$?; [ "$code" -ne 1 ] || code=3; exit "$code"' ERR

die() {
    printf 'night.sh: %s\n' "$1" >&2
    exit "$2"
}

usage() {
    die "usage: night.sh plan DIR N | shard DIR I/N | merge DIR" 2
}

# shellcheck disable=SC2086
racy() {
    exec ${RACY:-"$root/racy"} "$@"
}

shard_came() {
    compgen -G "$dir/shards/s$1-a*/seal.json" >/dev/null
}

all_came() {
    local shard
    for ((shard = 1; shard <= $1; shard++)); do
        shard_came "$shard" || return 1
    done
}

[ $# -ge 2 ] || usage
unset CDPATH
root=$(cd "$(dirname "$0")/.." && pwd -P)
verb=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd -P)
# Neither may a JVM that cannot start.
(racy --version) >/dev/null || die "Racy cannot start: ${RACY:-$root/racy} --version failed" 3
night=$(basename "$dir")

case $verb:$# in
    plan:3)
        # The seed is the night's name, so that machines that plan at the same time freeze the same plan.
        if ! [ -e "$dir/plan.json" ]; then
            fresh=$dir/plan-$HOSTNAME-$$.json
            seed=$(printf '%s' "$night" | cksum | cut -d ' ' -f 1)
            # shellcheck disable=SC2086
            (racy plan --shards "$3" --seed "$seed" --out "$fresh" ${RACY_PLAN_ARGS-})
            mv "$fresh" "$dir/plan.json"
        fi
        ;;
    shard:3)
        # Creating the directory takes the number: a shard that is run twice, even at once, makes two deliveries.
        mkdir -p "$dir/shards"
        attempt=${RACY_ATTEMPT:-1}
        until mkdir "$dir/shards/s${3%/*}-a$attempt" 2>/dev/null; do
            [ -d "$dir/shards/s${3%/*}-a$attempt" ] || die "cannot write to $dir/shards" 3
            attempt=$((attempt + 1))
        done
        # shellcheck disable=SC2086
        racy nightly --plan "$dir/plan.json" --shard "$3" --night "$night" --attempt "$attempt" \
            --out "$dir/shards/s${3%/*}-a$attempt" ${RACY_NIGHTLY_ARGS-}
        ;;
    merge:2)
        shards=$(sed -n 's/^  "shards" : \([0-9]*\),$/\1/p' "$dir/plan.json")
        until all_came "$shards" || [ "$SECONDS" -ge "${RACY_WAIT:-0}" ]; do
            sleep 5
        done
        bundles=("$dir"/shards/*/bundle.json)
        [ -e "${bundles[0]}" ] || die "no shard came to $dir/shards" 4
        racy merge "${bundles[@]%/bundle.json}" --out "$dir/night"
        ;;
    *) usage ;;
esac
