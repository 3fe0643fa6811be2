// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.search;

import java.util.Optional;
import racy.explore.vm.Machine;

/** Names the outcomes of a program. */
public interface Names {
    /** What is called when no move is left, before the outcome is asked for. */
    Optional<Machine.Call> last(Machine machine);

    /** The outcome when no move is left. It may run code, and the search goes back afterwards. */
    String atTheEnd(Machine machine);

    /** The outcome if the program moves for ever from here. */
    String withoutEnd(Machine machine);
}
