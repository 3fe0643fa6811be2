// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.time.Duration;
import picocli.CommandLine.TypeConversionException;
import racy.text.TimeSpan;

/** A time to spend, written as {@code 90s}, {@code 3m}, {@code 1h} or {@code 1m30s}. */
record Budget(Duration duration) {
    static Budget parse(String text) {
        try {
            return new Budget(TimeSpan.parse(text));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
