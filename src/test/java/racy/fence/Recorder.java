// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.fence;

import java.util.List;

/** A callback that records its name. */
class Recorder extends FenceCallback {
    private final String name;
    private final List<String> log;

    Recorder(String name, List<String> log) {
        this.name = name;
        this.log = log;
    }

    @Override
    protected void signaled(Fence fence) {
        log.add(name);
    }
}
