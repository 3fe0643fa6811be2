// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A headless Chromium that notes what no page may do: complain, or ask for anything but files.
 *
 * <p>It needs what Maven does not bring: {@code chromium} and {@code node} on the path, and a directory with the
 * {@code node_modules} of {@code npm install playwright-core@1.62.0 axe-core@4.14.1}, which the variable
 * {@value #TOOLS} names. Without them the tests are skipped, unless {@code CI} is set.
 */
final class Chromium implements AutoCloseable {
    static final String TOOLS = "RACY_BROWSER_TOOLS";

    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;
    private final String axe;
    private final List<String> offences = new ArrayList<>();

    private Chromium(Playwright playwright, Browser browser, String axe) {
        this.playwright = playwright;
        this.browser = browser;
        this.axe = axe;
    }

    /** Starts it; a machine without it skips the test, and says what to install. */
    static Chromium start(Path scratch) throws IOException {
        Optional<Path> chromium = program("chromium").or(() -> program("chromium-browser"));
        Optional<Path> node = program("node");
        Optional<Path> modules =
                Optional.ofNullable(System.getenv(TOOLS)).map(Path::of).map(each -> each.resolve("node_modules"));
        boolean there = chromium.isPresent()
                && node.isPresent()
                && modules.filter(each -> Files.isRegularFile(each.resolve("playwright-core/cli.js"))
                                && Files.isRegularFile(each.resolve("axe-core/axe.min.js")))
                        .isPresent();
        if (!there) {
            String words = "NO BROWSER TESTS: they need chromium, node, and " + TOOLS
                    + " naming a directory in which npm installed playwright-core@1.62.0 and axe-core@4.14.1";
            System.err.println(words);
            assertTrue(System.getenv("CI") == null, words);
            assumeTrue(false, words);
        }
        Path driver = Files.createDirectories(scratch.resolve("driver"));
        Files.createSymbolicLink(
                driver.resolve("package"),
                modules.get().resolve("playwright-core").toAbsolutePath());
        System.setProperty("playwright.cli.dir", driver.toString());
        Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_NODEJS_PATH", node.get().toString())));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium.get())
                        .setArgs(FLAGS));
        return new Chromium(playwright, browser, Files.readString(modules.get().resolve("axe-core/axe.min.js")));
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A page of its own, with its own storage. */
    Page page(int width, ColorScheme theme) {
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setViewportSize(width, 900).setColorScheme(theme));
        context.setDefaultTimeout(20_000);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                offences.add(page.url() + " says " + message.text());
            }
        });
        page.onPageError(error -> offences.add(page.url() + " throws " + error));
        page.onDialog(dialog -> {
            offences.add(page.url() + " opens a dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(request -> {
            if (!request.url().startsWith("file:") && !request.url().startsWith("data:")) {
                offences.add(page.url() + " asks for " + request.url());
            }
        });
        return page;
    }

    /** A page that is open goes on taking time and memory. */
    void closePages() {
        browser.contexts().forEach(BrowserContext::close);
    }

    /** What pages did that none may, since the last call. */
    List<String> offences() {
        List<String> all = List.copyOf(offences);
        offences.clear();
        return all;
    }

    /** What axe-core says of a page, one element a violation. */
    List<String> accessibility(Page page) {
        return axe(page, "{resultTypes: ['violations']}");
    }

    /** The same, of what a theme can change. */
    List<String> contrast(Page page) {
        return axe(page, "{resultTypes: ['violations'], runOnly: ['color-contrast']}");
    }

    @SuppressWarnings("unchecked")
    private List<String> axe(Page page, String options) {
        // Evaluated by the debugger and not by the page, whose policy would refuse it.
        page.evaluate(axe);
        return (List<String>) page.evaluate("async () => (await axe.run(document, " + options
                + ")).violations.flatMap(v => v.nodes.slice(0, 3).map(n => v.id + ': ' + n.target.join(' ') + ' '"
                + " + (n.any[0] || n.all[0] || n.none[0] || {}).message))");
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
