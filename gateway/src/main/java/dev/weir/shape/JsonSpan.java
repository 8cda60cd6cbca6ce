package dev.weir.shape;

/// Finds the first JSON object or list in a text that arrives piece by piece, and keeps what stands before and behind
/// it away: words of introduction, a code fence, a farewell. Whether it is JSON in truth is for others to see.
final class JsonSpan {
    private enum Place {
        BEFORE,
        INSIDE,
        IN_STRING,
        ESCAPED,
        BEHIND
    }

    private Place place = Place.BEFORE;
    private int depth;
    private boolean stripped;

    /// The part of this piece that belongs to the value.
    String feed(String piece) {
        int from = place == Place.BEFORE || place == Place.BEHIND ? piece.length() : 0;
        int to = piece.length();
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            Place was = place;
            step(c);
            if (was == Place.BEFORE && place == Place.INSIDE) {
                from = i;
            } else if (was == Place.INSIDE && place == Place.BEHIND) {
                to = i + 1;
            } else if (was == Place.BEFORE || was == Place.BEHIND) {
                stripped |= !Character.isWhitespace(c);
            }
        }
        return from >= to ? "" : piece.substring(from, to);
    }

    /// Whether anything but white space was kept away.
    boolean hasStripped() {
        return stripped;
    }

    private void step(char c) {
        switch (place) {
            case BEFORE -> {
                if (c == '{' || c == '[') {
                    place = Place.INSIDE;
                    depth = 1;
                }
            }
            case INSIDE -> inside(c);
            case IN_STRING -> {
                if (c == '\\') {
                    place = Place.ESCAPED;
                } else if (c == '"') {
                    place = Place.INSIDE;
                }
            }
            case ESCAPED -> place = Place.IN_STRING;
            case BEHIND -> {}
        }
    }

    private void inside(char c) {
        if (c == '"') {
            place = Place.IN_STRING;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            depth--;
            if (depth == 0) {
                place = Place.BEHIND;
            }
        }
    }
}
