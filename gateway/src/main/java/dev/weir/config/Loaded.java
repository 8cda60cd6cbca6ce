package dev.weir.config;

import java.util.List;

/// A configuration, or everything that is wrong with it.
public sealed interface Loaded {
    record Ok(Config config) implements Loaded {}

    record Problems(List<Problem> problems) implements Loaded {
        public Problems {
            problems = List.copyOf(problems);
        }
    }
}
