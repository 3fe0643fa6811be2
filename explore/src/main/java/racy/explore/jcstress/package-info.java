// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/** Finds JCStress tests and reads their annotations. It depends on {@code racy.review} for the grading. */
package racy.explore.jcstress;
