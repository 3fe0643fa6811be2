// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/** The stress engine as a source of evidence. Imports {@code racy.review} and {@code racy.stress.runner}. */
package racy.stress.evidence;
