// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/** Nights that tests make up, without a store. The tests of other modules use them too, from this module's test jar. */
package racy.history.sample;
