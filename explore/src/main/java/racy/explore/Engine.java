// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore;

import java.util.function.BooleanSupplier;
import racy.explore.jcstress.JcstressTest;

/** Explores tests under one memory model, or a few like it. */
interface Engine {
    Exploration explore(JcstressTest test, BooleanSupplier stopped);

    Replay replay(JcstressTest test, String schedule);
}
