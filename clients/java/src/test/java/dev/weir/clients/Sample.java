package dev.weir.clients;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// What every suite asks and sends.
final class Sample {
    static final String SAID = "Water finds its way. Übrigens: 水 🌊.";
    static final String SAY = "[[say: " + SAID + "]]";
    static final String TWO_CALLS = "[[call: weather {\"city\": \"Paris\"}]] [[call: time {\"city\": \"São Paulo\"}]]";
    static final List<String> TOOLS = List.of("weather", "time");
    static final List<String> CITIES = List.of("Paris", "São Paulo");
    static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";
    static final byte[] PNG_BYTES = Base64.getDecoder().decode(PNG);
    static final byte[] PDF_BYTES = """
            %PDF-1.4
            1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
            trailer<</Root 1 0 R>>
            %%EOF
            """.getBytes(StandardCharsets.UTF_8);
    static final String PDF = Base64.getEncoder().encodeToString(PDF_BYTES);

    /// What the simulator says of the image, and of the document.
    static final String SEEN_PNG = "image/png " + PNG_BYTES.length + " bytes";

    static final String SEEN_PDF = "application/pdf " + PDF_BYTES.length + " bytes";

    private Sample() {}

    /// What a JSON answer must look like.
    static final class River {
        public String name = "";
        public int kilometres;
        public List<String> countries = List.of();
    }
}
