// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/** The history in SQL, on SQLite or PostgreSQL: an index of bundles that can be rebuilt from them. */
package racy.history.store;
