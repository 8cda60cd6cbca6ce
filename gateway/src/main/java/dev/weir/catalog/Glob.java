package dev.weir.catalog;

/// A pattern of names: `*` stands for any run of characters, everything else for itself. Case counts.
public record Glob(String pattern) {
    public static final Glob ALL = new Glob("*");

    public boolean matches(String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int mark = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }

    /// How many characters are fixed: the larger, the more exact.
    public int weight() {
        return (int) pattern.chars().filter(c -> c != '*').count();
    }

    public boolean isExact() {
        return pattern.indexOf('*') < 0;
    }
}
