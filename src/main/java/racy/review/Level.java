// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

/** How much of the driver a stress test contains. */
public enum Level {
    /** The idea isolated: a few fields, no model code. */
    IDEA,
    /** The real class of the model. */
    CLASS,
    /** The whole driver, with each context as an actor on one device. */
    DRIVER
}
