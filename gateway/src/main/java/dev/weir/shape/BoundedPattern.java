package dev.weir.shape;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/// A stranger's regular expression that gives up instead of trying for years. JDK's patterns backtrack: what they look
/// at is counted.
record BoundedPattern(Pattern pattern) implements RegularExpression {
    private static final int MAX_LOOKS = 200_000;

    static RegularExpression of(String regex) {
        return new BoundedPattern(Pattern.compile(regex));
    }

    /// @throws IllegalArgumentException when it looked too long
    @Override
    public boolean matches(String value) {
        return pattern.matcher(new Counted(value, new int[1])).find();
    }

    private record Counted(CharSequence text, int[] looks) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (++looks[0] > MAX_LOOKS) {
                throw new IllegalArgumentException("a pattern of it takes too long.");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), looks);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
