// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Interleavings by script: the real driver code runs one context at a time and stops at the windows that a race needs.
 * Each scenario is a regression test of its race. When it is played on a variant, it is evidence for an answer: a
 * witness with its interleaving. Imports {@code racy.driver}, {@code racy.driver.variant}, {@code racy.sched}, {@code
 * racy.npu}, {@code racy.kernel}, and nothing else of {@code racy.review}.
 *
 * <h2>What it can say</h2>
 * A scenario that shows its race proves that the variant has the race. A scenario that does not show it says only that
 * this one schedule does not. Scripts are sequentially consistent. R4 needs weak memory and has no script; {@code
 * R4-order} is its program-order twin.
 *
 * <h2>To add a scenario</h2>
 * Name it in one of the lists that {@link racy.review.script.Scenarios} joins, or in a {@link
 * racy.review.script.ScenarioProvider} of your own:
 *
 * <pre>{@code
 * Scenario.of("R1", "a late IRQ thread claims and signals the next task", machine -> {
 *             machine.submit(machine.device.open("A"), LATE, COMPLETES);
 *             machine.submit(machine.device.open("B"), COMPLETES);
 *             machine.prepare();                                      // A's first task runs
 *             machine.letTimeoutExpire();
 *             machine.complete();                                     // it completes, the IRQ thread is woken
 *             machine.script.runUntil(IRQ, RocketWindow.IRQ_CLEARED);
 *             machine.script.finish(RESET);
 *             machine.script.runUntil(SUBMIT_WQ, RocketWindow.RUN_GO);      // B's task runs
 *             machine.script.finish(IRQ);
 *         })
 *         .about("xchg")
 *         .shownBy(new Symptom(IRQ, Violation.PREMATURE_SIGNAL))
 * }</pre>
 *
 * A scenario must end on every variant. If a context does not pass the named window, {@link
 * racy.review.script.Script#runUntil} runs it to its end. If a context waits, the others help it. After the scenario,
 * everything that has not ended and all work that follows is run, and then the model is audited. In the tests' table,
 * name the variants that show the race and those that do not.
 */
package racy.review.script;
