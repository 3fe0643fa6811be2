// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.search;

import racy.explore.vm.Machine;

/** Names the outcomes of a program. */
public interface Names {
    /** The outcome when no move is left. It may run code, and the search goes back afterwards. */
    String atTheEnd(Machine machine);

    /** The outcome if the program moves for ever from here. */
    String withoutEnd(Machine machine);
}
