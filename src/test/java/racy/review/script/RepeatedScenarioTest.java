// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review.script;

import static org.junit.jupiter.api.Assertions.assertIterableEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import racy.driver.variant.Variants;

/** A scenario that is played again on a re-initialised device takes the same steps. */
class RepeatedScenarioTest {
    static List<Scenario> scenarios() {
        return Scenarios.all();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void scenario_onAReinitialisedDevice_takesTheSameSteps(Scenario scenario) {
        try (Script script = new Script()) {
            Scene scene = new Scene(script, Variants.of("as-posted").design(), scenario.cores());
            play(scenario, scene);
            List<Step> first = script.trace().steps();
            script.clock().init();
            script.kernel().violations.clear();
            scene.device.init();
            play(scenario, scene);
            List<Step> both = script.trace().steps();
            assertIterableEquals(first, both.subList(first.size(), both.size()));
        }
    }

    private static void play(Scenario scenario, Scene scene) {
        scenario.play().accept(scene);
        scene.script.settle();
        scene.device.audit();
    }
}
