// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static org.junit.jupiter.api.Assertions.assertIterableEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import racy.driver.variant.Variants;
import racy.review.Step;

/** If a scenario is played again on a re-initialised device, it takes the same steps. */
class RepeatedScenarioTest {
    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void scenario_onAReinitialisedDevice_takesTheSameSteps(Scenario scenario) {
        try (Script script = new Script()) {
            ScriptedMachine machine =
                    new ScriptedMachine(script, Variants.of("as-posted").design(), scenario.cores());
            play(scenario, machine);
            List<Step> first = script.trace().steps();
            script.clock().init();
            script.kernel().violations.clear();
            machine.device.init();
            play(scenario, machine);
            List<Step> both = script.trace().steps();
            assertIterableEquals(first, both.subList(first.size(), both.size()));
        }
    }

    private static void play(Scenario scenario, ScriptedMachine machine) {
        scenario.play().accept(machine);
        machine.script.settle();
        machine.device.audit();
    }
}
