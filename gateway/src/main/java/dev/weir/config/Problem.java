package dev.weir.config;

import java.util.List;
import java.util.stream.Collectors;

/// Something in the configuration that cannot stand.
///
/// @param place `weir.yaml:12:5`, `environment`, `--listen`
/// @param path of the key, `providers.openai.key`; empty where it is about the whole
/// @param what is wrong
/// @param remedy what to do about it
public record Problem(String place, String path, String what, String remedy) {
    /// A line for each.
    public static String lines(List<Problem> problems) {
        return problems.stream().map(problem -> problem + "\n").collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return place + ": " + (path.isEmpty() ? "" : path + ": ") + what + (remedy.isEmpty() ? "" : ". " + remedy);
    }
}
