// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * The scenes of the whole driver, and the stage on which they are played. These classes are interpreted, as the model is.
 * So each execution has its own.
 */
package racy.explore.stage;
