// SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
package racy.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import racy.text.Plain;

/** The style, the scripts and the data that a page carries inside it, each safe to stand where it stands. */
final class Assets {
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/uPlot.";
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .addModule(new SimpleModule()
                    .addSerializer(String.class, new Visible(false))
                    .addKeySerializer(String.class, new Visible(true)))
            .build();

    /** The scripts put these texts into the page, so what cannot be seen in them is numbered as it is there. */
    private static final class Visible extends JsonSerializer<String> {
        private final boolean name;

        Visible(boolean name) {
            this.name = name;
        }

        @Override
        public void serialize(String text, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (name) {
                out.writeFieldName(Plain.numbered(text));
            } else {
                out.writeString(Plain.numbered(text));
            }
        }
    }

    /** Runs before the body is there, so that a page does not flash in the other theme. */
    static final String BOOT = text("/racy/report/boot.js");

    static final String STYLE = text("/racy/report/site.css") + text(UPLOT + "min.css");
    private static final String PLAIN = text("/racy/report/site.js");
    private static final String CHARTS =
            text(UPLOT + "iife.min.js") + "\n" + PLAIN + "\n" + text("/racy/report/charts.js");
    private static final String COMPARE = PLAIN + "\n" + text("/racy/report/compare.js");

    private Assets() {}

    /** What a page does beyond what every page does. */
    enum Scripts {
        PLAIN(Assets.PLAIN),
        CHARTS(Assets.CHARTS),
        COMPARE(Assets.COMPARE);

        private final String source;

        Scripts(String source) {
            this.source = source;
        }

        String source() {
            return source;
        }
    }

    /**
     * Nothing may run or load but what the page carries. Inline with digests, because {@code 'self'} names nothing on a
     * {@code file:} page.
     */
    static String policy(Scripts scripts) {
        return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src " + digest(STYLE)
                + "; script-src " + digest(BOOT) + " " + digest(scripts.source());
    }

    /** JSON that can stand inside a script element: it has nothing that HTML or JavaScript would read as its end. */
    static String json(Object data) {
        try {
            return JSON.writeValueAsString(data)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String digest(String source) {
        return "'sha256-" + Base64.getEncoder().encodeToString(Slug.digest(source)) + "'";
    }

    private static String text(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
