// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Exploration as a part of anybody's JUnit 5 tests. {@link racy.explore.junit.ExploreTests} needs JUnit at run time; the
 * rest of the explorer does not.
 */
package racy.explore.junit;
