// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Interleavings by script: the real driver code, one context at a time, stopped at the windows that a race needs. Each
 * scenario is a regression test of its race and, played on a variant, evidence for an answer: a witness with its
 * interleaving. Imports {@code racy.driver}, {@code racy.driver.variant}, {@code racy.sched}, {@code racy.npu},
 * {@code racy.kernel}, and nothing else of {@code racy.review}.
 *
 * <h2>What it can say</h2>
 * A scenario that shows its race proves that the variant has it. One that does not says that this one schedule does not
 * show it. Scripts are sequentially consistent: R4 needs weak memory and has no script; {@code R4-order} is its
 * program-order twin.
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
 * It must end on every variant: where a window is not passed {@link racy.review.script.Script#runUntil} runs the context
 * to its end, and a context that waits is helped by the others. What is left under way, and all work that follows, is
 * run after the scenario, and then the model is audited. Name in the tests' table the variants that show it and those
 * that do not.
 */
package racy.review.script;
