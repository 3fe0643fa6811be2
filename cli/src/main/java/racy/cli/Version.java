// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import picocli.CommandLine.IVersionProvider;
import racy.stress.runner.Build;

/** What {@code --version} says. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        Build build = Build.read();
        return new String[] {
            "racy " + build.version() + ", revision " + build.revision(),
            "JCStress " + build.jcstress() + ", JMH " + build.jmh(),
            "JDK " + System.getProperty("java.vm.version") + ", " + System.getProperty("java.vm.vendor"),
        };
    }
}
