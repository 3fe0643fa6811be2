#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
#
# Submits a night to Slurm: its plan, an array of shards, and a job that merges what came when they have ended.
#
#   submit.sh DIR N [OPTION...]   DIR on a disk that the nodes share; OPTIONs are sbatch's, for every job
#
# RACY_BENCH_OPTIONS   sbatch's options for the shard with the benchmarks, words: "--constraint=CLASS --exclusive"
# RACY_THROTTLE        how many of the other shards run at once; default: all
#
# The variables that night.sh reads go to the nodes with the rest of the environment.
set -eu
[ $# -ge 2 ] || {
    echo "usage: submit.sh DIR N [OPTION...]" >&2
    exit 2
}
here=$(cd "$(dirname "$0")" && pwd -P)
steps=$here/../night.sh
"$steps" plan "$1" "$2"
dir=$(cd "$1" && pwd -P)
n=$2
shift 2
mkdir -p "$dir/logs"

submit() {
    sbatch --parsable --output="$dir/logs/%x-%a.txt" "$@"
}

# shellcheck disable=SC2086
shards=$(submit "$@" --array=1 ${RACY_BENCH_OPTIONS-} "$here/shard.sbatch" "$steps" "$dir" "$n")
if [ "$n" -gt 1 ]; then
    array=2-$n${RACY_THROTTLE:+%$RACY_THROTTLE}
    shards=$shards:$(submit "$@" --array="$array" "$here/shard.sbatch" "$steps" "$dir" "$n")
fi
merge=$(sbatch --parsable --output="$dir/logs/%x.txt" "$@" --dependency="afterany:$shards" \
    "$here/merge.sbatch" "$steps" "$dir")
echo "shards $shards, then merge $merge"
