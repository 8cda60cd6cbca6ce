package dev.weir.config;

import org.snakeyaml.engine.v2.nodes.Node;

/// A spot in the configuration file; line and column count from 1.
record Place(String file, int line, int column) {
    static Place of(String file, Node node) {
        return node.getStartMark()
                .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
                .orElse(new Place(file, 1, 1));
    }

    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
