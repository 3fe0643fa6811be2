// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
/**
 * Explores scenes of the whole driver. {@link racy.explore.scene.SceneExplorer} visits every state in which the roles of
 * {@code racy.explore.stage} can be, and {@link racy.explore.scene.SceneMatrix} does so for many scenes and variants.
 */
package racy.explore.scene;
