// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The bundle of a night: what was measured, as files that never change once they are sealed. The source of truth.
 *
 * <pre>
 * NIGHT/
 *   bundle.json                 {@link racy.history.bundle.BundleManifest}, written first
 *   plan.json                   {@link racy.history.bundle.Plan}, frozen: what the night runs, on which shard
 *   request.json                {@link racy.history.bundle.NightRequest}: what else the night was asked for; in a
 *                               merged bundle {@code request-sI.json} for each shard I that came
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
 * <p>Every file but {@code bundle.json}, {@code plan.json}, {@code request.json}, {@code part.json} and {@code seal.json}
 * may be missing. Only a bundle that was merged before it kept them may lack its requests. A bundle without its seal is
 * still being written, or its writer was killed: it can be resumed, and is not imported.
 *
 * <p>A bundle may come from anybody. {@link racy.outside.OutsideFile} opens its files, within {@link
 * racy.outside.Limits}; {@code BundleChecks} refuses what cannot be, or what two files say differently; {@link
 * racy.history.bundle.Coverage} decides whether the night is complete, and a seal that says so and is wrong is refused. A
 * seal may say less than is there, because a worker broke. No text of a bundle is run, loaded, or taken for a path, and a
 * command that an observation names is dropped.
 *
 * <p>The digests are no signature. A bundle is as trustworthy as whoever made it: that a fork ran, that an outcome had its
 * grade, and that an engine looked at every execution, is what that person says.
 *
 * <p>{@code bundle.json} says the version of the format. This code writes version 2 and reads version 1 as well.
 * Version 1 knew one engine without forks and kept what that one saw in {@code scripts.jsonl}, in place of
 * {@code evidence}.
 */
package racy.history.bundle;
