// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The bundle of a night: what was measured, as files that never change once they are sealed. The source of truth.
 *
 * <pre>
 * NIGHT/
 *   bundle.json                 {@link racy.history.bundle.BundleManifest}, written first
 *   plan.json                   the frozen plan; {@code request.json}: what else the night was asked for
 *   log.txt                     what went wrong with JVMs
 *   parts/s1-jdk17/             one shard on one JDK
 *     part.json                 {@link racy.history.bundle.PartManifest}: environment, floors, what was planned
 *     stress/manifest.json      the stress engine's run: what was asked for
 *     stress/forks.jsonl        a line a fork, on the disk before the next fork starts
 *     evidence/ENGINE.jsonl     an {@link racy.review.Observation} a line, a file for each deterministic engine
 *     bench.json                JMH's JSON, untouched
 *     bench-confirm.json        JMH's JSON of the automatic re-run of alarming benchmarks
 *     log.txt                   what was said meanwhile
 *   seal.json                   {@link racy.history.bundle.Seal}, written last: the digest of every other file
 * </pre>
 *
 * <p>Every file but {@code bundle.json}, {@code part.json} and {@code seal.json} may be missing. A bundle without its seal
 * is still being written, or its writer was killed: it can be resumed, and is not imported.
 *
 * <p>{@code bundle.json} says the version of the format. This code writes version 2 and reads version 1 as well.
 * Version 1 knew one engine without forks and kept what that one saw in {@code scripts.jsonl}, in place of
 * {@code evidence}.
 */
package racy.history.bundle;
