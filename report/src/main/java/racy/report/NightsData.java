// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import racy.history.Night;

/** What the scripts of every page with nights in it are given about them. */
final class NightsData {
    private NightsData() {}

    /** The nights as columns, oldest first: id, seconds since 1970, revision, file of the page. */
    static Map<String, Object> nights(Archive archive) {
        List<String> ids = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        List<String> revisions = new ArrayList<>();
        List<String> pages = new ArrayList<>();
        for (Night night : archive.nights()) {
            ids.add(Text.name(night.id()));
            times.add(night.started().getEpochSecond());
            revisions.add(Text.name(night.revision()));
            pages.add(NightPage.file(night));
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", ids);
        data.put("t", times);
        data.put("rev", revisions);
        data.put("page", pages);
        return data;
    }

    /** By JDK, where its numbers stop comparing: the place of the first night after, and why. */
    static Map<String, List<List<Object>>> breaks(Archive archive) {
        Map<String, List<List<Object>>> breaks = new TreeMap<>();
        for (String jdk : archive.jdks()) {
            breaks.put(
                    jdk,
                    archive.breaks(jdk).stream()
                            .map(each -> List.<Object>of(each.place(), each.words()))
                            .toList());
        }
        return breaks;
    }
}
