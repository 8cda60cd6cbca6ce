package dev.weir.clients;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

/// The upstreams that `clients/run.py` names in the environment, as pairs `upstream=model`; for suites that name their
/// models themselves, as pairs `upstream=provider`.
final class Upstreams implements ArgumentsProvider {
    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
        var model = context.getRequiredTestClass().getAnnotation(Sdk.class).model();
        var environment = System.getenv();
        var pairs = environment.get(model.isEmpty() ? "SUITE_PROVIDERS" : "SUITE_UPSTREAMS");
        return Arrays.stream(pairs.trim().split("\\s+"))
                .map(pair -> pair.split("=", 2))
                .map(pair -> new Target(
                        environment.get("SUITE_URL"),
                        environment.get("SUITE_KEY"),
                        environment.get("SUITE_SIM"),
                        pair[0],
                        pair[0].equals(Target.SIMULATOR) ? model : pair[1]))
                .map(target -> Arguments.argumentSet(target.upstream(), target));
    }
}
