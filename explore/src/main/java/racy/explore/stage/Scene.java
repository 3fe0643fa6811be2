// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.stage;

import java.util.function.Consumer;
import racy.sched.SchedPolicy;

/**
 * Who is there and what each may do.
 *
 * @param about what happens, in a few words
 * @param setting opens files, and says who submits and what may happen
 */
public record Scene(String name, String about, int cores, SchedPolicy policy, Consumer<Stage> setting) {
    static Scene of(String name, String about, Consumer<Stage> setting) {
        return new Scene(name, about, 1, SchedPolicy.FIFO, setting);
    }

    Scene onCores(int other) {
        return new Scene(name, about, other, policy, setting);
    }

    Scene under(SchedPolicy other) {
        return new Scene(name, about, cores, other, setting);
    }
}
