package dev.weir.catalog;

import java.util.List;

/// Some models of a provider: those that match one pattern and no exception.
public record ModelSet(List<Glob> any, List<Glob> except) {
    public static final ModelSet ALL = new ModelSet(List.of(Glob.ALL), List.of());

    public ModelSet {
        any = List.copyOf(any);
        except = List.copyOf(except);
    }

    public boolean contains(String model) {
        return any.stream().anyMatch(glob -> glob.matches(model))
                && except.stream().noneMatch(glob -> glob.matches(model));
    }
}
