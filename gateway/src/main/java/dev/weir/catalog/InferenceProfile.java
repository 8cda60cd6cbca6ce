package dev.weir.catalog;

import java.util.List;

/// The model behind an inference profile of Amazon Bedrock, by its name: `us.anthropic.claude-…` spreads requests for
/// `anthropic.claude-…` over regions, and an ARN ends in the id of a profile or a model.
final class InferenceProfile {
    private static final String ARN = "arn:aws";
    private static final List<String> SPREADS =
            List.of("us.", "us-gov.", "eu.", "apac.", "au.", "jp.", "ca.", "sa.", "global.");

    private InferenceProfile() {}

    /// The id that an ARN ends in, or the model's id without where it is served; the same where it is neither.
    static String plainer(String id) {
        if (id.startsWith(ARN)) {
            return id.substring(id.lastIndexOf('/') + 1);
        }
        for (String spread : SPREADS) {
            if (id.startsWith(spread)) {
                return id.substring(spread.length());
            }
        }
        return id;
    }
}
