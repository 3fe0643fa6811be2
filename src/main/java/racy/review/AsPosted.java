// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.review;

import java.util.List;
import java.util.function.Function;
import racy.driver.variant.Variants;

/** An answer is about the patch as posted. If that was not tried, it is about the variants that were. */
public final class AsPosted {
    private AsPosted() {}

    /** The elements of the patch as posted. If there are none, all elements. */
    public static <T> List<T> orElseAll(List<T> all, Function<T, String> variant) {
        List<T> posted = all.stream()
                .filter(each -> variant.apply(each).equals(Variants.AS_POSTED))
                .toList();
        return posted.isEmpty() ? all : posted;
    }
}
