// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.explore.vm;

/** A number of 128 bits for a state. */
public record StateNumber(long high, long low) {}
