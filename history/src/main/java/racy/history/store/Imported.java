// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.store;

/**
 * What came of an import.
 *
 * @param night id of the night
 * @param isNew whether it was not there before
 */
public record Imported(String night, boolean isNew) {}
