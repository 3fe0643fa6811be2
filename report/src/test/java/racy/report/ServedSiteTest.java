// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import racy.history.History;
import racy.report.serve.PageServer;

class ServedSiteTest {
    @Test
    void everyPage_served_isThePageWithItsPolicy() throws Exception {
        History history = SiteHistory.of(2);
        Map<String, String> pages = Site.pages(history, 60);
        HttpClient client = HttpClient.newHttpClient();
        try (PageServer server = PageServer.start(history, 60, Site::pages, 0)) {
            for (Map.Entry<String, String> page : pages.entrySet()) {
                HttpResponse<String> response = client.send(
                        HttpRequest.newBuilder(URI.create(server.address() + page.getKey()))
                                .build(),
                        BodyHandlers.ofString());
                assertEquals(200, response.statusCode(), page.getKey());
                assertEquals(page.getValue(), response.body());
                Assets.Scripts scripts = Arrays.stream(Assets.Scripts.values())
                        .filter(each -> page.getValue().contains(each.source()))
                        .max(Comparator.comparingInt(each -> each.source().length()))
                        .orElseThrow();
                assertEquals(
                        Assets.policy(scripts) + "; frame-ancestors 'none'",
                        response.headers().firstValue("Content-Security-Policy").orElseThrow());
            }
        }
    }
}
