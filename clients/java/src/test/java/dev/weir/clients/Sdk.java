package dev.weir.clients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/// A [Suite] of an SDK: run at every upstream, each test leaving one line in the file of results. The name of a feature
/// is its method's, with hyphens, or the test's display name.
@java.lang.annotation.Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass
@ArgumentsSource(Upstreams.class)
@ExtendWith(Results.class)
@DisplayNameGeneration(Hyphens.class)
@interface Sdk {
    /// Its name in the table.
    String name();

    /// The system property that holds its version.
    String version();

    /// The model to ask for where the SDK talks to the simulator itself; none where a suite names its models itself,
    /// and is told providers.
    String model() default "";
}
