// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import racy.history.bundle.Bundle;
import racy.history.bundle.BundleException;
import racy.history.bundle.BundleFiles;

/**
 * The bundles that the directories on a command line are or hold. In a directory of bundles the nights that are not over and
 * the shards are left out. One that cannot be read is not: whoever reads it refuses it by its name.
 *
 * @param leftOut told of each that is left out, and why
 */
record BundleFolders(Consumer<String> leftOut) {
    List<Path> bundles(List<Path> directories) throws BundleException {
        List<Path> bundles = new ArrayList<>();
        for (Path directory : directories) {
            List<Path> below = Files.exists(directory.resolve(BundleFiles.BUNDLE)) ? List.of() : below(directory);
            if (below.isEmpty()) {
                bundles.add(directory);
            }
            below.stream().filter(this::isNight).forEach(bundles::add);
        }
        return bundles.stream().distinct().toList();
    }

    private static List<Path> below(Path directory) throws BundleException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> Files.exists(entry.resolve(BundleFiles.BUNDLE)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BundleException("cannot read " + directory + ": " + BundleFiles.reason(e), e);
        }
    }

    private boolean isNight(Path bundle) {
        if (!Files.exists(bundle.resolve(BundleFiles.SEAL))) {
            leftOut.accept(bundle + ": its night is not over");
            return false;
        }
        try {
            if (Bundle.readManifest(bundle).isOneOfSeveral()) {
                leftOut.accept(bundle + ": a shard is no night yet");
                return false;
            }
        } catch (BundleException e) {
            // See above.
        }
        return true;
    }
}
