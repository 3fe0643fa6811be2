// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * A JDK of a night. Where it lies is no part of it: whoever goes on with a night runs a JDK that is found on the machine,
 * and never one that a bundle names. Older bundles say it as {@code home}; nobody reads that.
 *
 * @param label unique within a night and stable over updates, such as {@code 17}
 * @param version as the property {@code java.version} names it
 */
@JsonIgnoreProperties("home")
public record Jdk(String label, String version) {
    @Override
    public String toString() {
        return "JDK " + label + " of version " + version;
    }
}
