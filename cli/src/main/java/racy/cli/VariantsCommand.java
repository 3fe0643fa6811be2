// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import racy.driver.variant.Variant;
import racy.driver.variant.Variants;

/** Lists the drivers. */
@Command(
        name = "variants",
        description = "Lists the drivers: before the patch, as posted, mutants with one weakening, fixes; and what"
                + " each is evidence for.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  racy variants               id, origin, difference",
            "  racy ask xchg --variant v2  what a question's answer is for one of them",
        })
final class VariantsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (Variant variant : Variants.all()) {
            out.printf("%-28s %-17s %s%n", variant.id(), variant.origin(), variant.difference());
            out.printf("%46s %s%n", "evidence for:", variant.answer());
        }
        out.flush();
        return ExitCode.CLEAN.value();
    }
}
