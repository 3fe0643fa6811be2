// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.history.bundle;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import racy.outside.OutsideFile;

/** Where nothing may be written: a bundle that is sealed never changes. */
public final class SealedPlace {
    private SealedPlace() {}

    /** The sealed bundle that a place is, or in which it lies, by whatever links and steps it is named. */
    public static Optional<Path> of(Path place) {
        for (Path each = real(place); each != null; each = each.getParent()) {
            if (OutsideFile.isThere(each.resolve(BundleFiles.SEAL))
                    && OutsideFile.isThere(each.resolve(BundleFiles.BUNDLE))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Where a path leads, with all links followed, as far as it exists. */
    public static Path real(Path place) {
        Path whole = place.toAbsolutePath();
        for (Path there = whole; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(whole)).normalize();
            } catch (IOException e) {
                // It is not there, so what it is in decides.
            }
        }
        return whole.normalize();
    }
}
